import type { LiveWords } from "./words";

export const words: LiveWords = {
  continue: ["Você pode continuar", "Você já concordou neste telefone."],
  continueButton: "Continuar o vídeo",
  otherDevice: [
    "Em uso em outro telefone",
    "Este link só funciona no telefone que o abriu primeiro. Para usar este, diga ao atendente: “Abri em outro telefone.” Começa sozinho quando for autorizado.",
  ],
  stops: {
    no_link: [
      "Verifique o link",
      "Abra o link da mensagem exatamente como está, até a última letra.",
    ],
    link_unknown: [
      "Este link não funciona",
      "Toque de novo no link da mensagem. Se não funcionar, avise o atendente.",
    ],
    link_expired: ["Este link expirou", "Avise o atendente; ele pode enviar outro."],
    link_void: ["Este link não vale mais", "Avise o atendente no telefone."],
    report_over: ["O envio de vídeo terminou", "Obrigado pela ajuda. Pode fechar esta página."],
    refused: [
      "Tudo bem",
      "Nenhum vídeo será enviado. O atendente foi avisado. Continue na chamada.",
    ],
    slow_down: [
      "Aguarde um momento",
      "Espere cerca de um minuto e toque de novo no link da mensagem.",
    ],
    displaced: [
      "Outro telefone assumiu",
      "A câmera e a localização deste telefone estão desligadas. Pode fechar esta página.",
    ],
  },

  status: {
    watched: "A polícia está vendo seu vídeo",
    sending: "Enviando seu vídeo",
    connecting: "Conectando…",
    pictures: "Enviando fotos em vez de vídeo",
    on_demand: "Rede muito fraca: a polícia pode pedir uma foto",
    text: "Rede muito fraca: escreva mensagens",
    offline: "Sem rede. Mantenha esta página aberta",
    noCamera: "Você pode enviar fotos e mensagens",
    held: "Câmera pausada",
  },
  held: ["Aguarde", "A polícia pausou a câmera. Nada está sendo filmado agora. Sua localização e as mensagens continuam chegando. Não desligue o telefone."],
  allowCamera: [
    "Toque em “Permitir”",
    "O telefone pergunta se esta página pode usar a câmera e a localização.",
  ],
  cameraTrouble: {
    camera_denied: ({ platform, browser }) => [
      "A câmera não está permitida",
      platform === "iPhone"
        ? browser.startsWith("Safari")
          ? "Toque em “AA” na barra de endereço → Ajustes do Site → Câmera → Permitir e tente de novo."
          : `Abra Ajustes → ${browser.split(" ")[0]}, ative Câmera e tente de novo.`
        : platform === "Android"
          ? "Toque no ícone à esquerda do endereço → Permissões → permita Câmera e tente de novo."
          : "Permita a câmera no ícone à esquerda do endereço e tente de novo.",
    ],
    camera_missing: () => [
      "Nenhuma câmera encontrada",
      "Ainda é possível enviar arquivos de foto e filme.",
    ],
    camera_busy: () => ["Outro aplicativo usa a câmera", "Feche esse aplicativo e tente de novo."],
  },
  positionDenied: ({ platform }) =>
    platform === "iPhone"
      ? "Sua posição não está chegando. Ajustes → Privacidade e Segurança → Serviços de Localização: permita o navegador."
      : "Sua posição não está chegando. Toque no ícone à esquerda do endereço → Permissões → permita Localização.",
  positionUnavailable: "Ainda não sabemos onde você está. Diga ao atendente por telefone.",
  elapsed: "Tempo",
  sent: "Dados",
  reminder: "Filme só de lugares abertos a todos, a uma distância segura.",
  still: "Tirar foto",
  stillTaken: "Foto enviada",
  gallery: "Escolher arquivos",
  limits: (p, f, n) => `Fotos até ${p} MB, filmes até ${f} MB, ${n} arquivos no total.`,
  switchCamera: "Trocar câmera",
  upload: {
    waiting: "Na fila",
    paused: "Esperando a rede",
    done: "Enviado",
    failed: "Não foi enviado",
    cancel: "Cancelar",
    tooLarge: (mb) => `Grande demais (até ${mb} MB)`,
    notSupported: "Este tipo de arquivo não pode ser enviado",
    tooMany: "Arquivos demais",
    full: "O recebimento está cheio. Avise o atendente",
  },
  messages: {
    title: "Mensagens",
    empty: "Você e o atendente podem escrever um ao outro aqui.",
    operator: "Atendente",
    you: "Você",
    unsent: "Ainda não enviada",
    write: "Mensagem ao atendente",
    send: "Enviar",
    close: "Fechar",
  },
  phrases: {
    stay_safe: "Você está em segurança? Se houver perigo, afaste-se.",
    hold_still: "Segure o telefone parado, por favor.",
    move_slowly: "Mova a câmera devagar, por favor.",
    point_elsewhere: "Aponte a câmera para outro lado, por favor.",
    step_back: "Filme de mais longe, por favor.",
    send_still: "Envie uma foto, por favor.",
    send_earlier: "Envie fotos ou filmes feitos antes, por favor.",
    help_coming: "A polícia está a caminho.",
    keep_call: "Não desligue a chamada, por favor.",
    enough: "Obrigado, já é suficiente.",
  },
  background: "A câmera para quando você sai desta página e volta quando você retorna.",
  end: "Encerrar",
  endAsk: ["Encerrar o vídeo?", "O vídeo e a posição deixam de ser enviados."],
  withdraw: "Retirar consentimento",
  withdrawAsk: [
    "Retirar o consentimento?",
    "Vídeo e posição param na hora e o atendente é avisado.",
  ],
  goOn: "Continuar",
  ended: {
    receipt: "Comprovante do consentimento",
    title: "O vídeo foi encerrado",
    thanks: "Obrigado pela ajuda.",
    byOperator: "O atendente encerrou o vídeo. Obrigado pela ajuda.",
    withdrawn: "O atendente foi avisado de que você retirou o consentimento.",
    wrongPerson: "Este link era para outra pessoa. Pedimos desculpas.",
    timeUp: "O tempo permitido acabou. Se precisar de mais, avise o atendente.",
    privacy: "O atendente encerrou a filmagem para proteger a privacidade de outras pessoas. Obrigado pela ajuda.",
    technical: "Terminou porque a conexão não funcionou. Avise a polícia pelo telefone.",
    stopped: "Câmera e localização desligadas.",
    close: "Pode fechar esta página. Continue na chamada.",
  },
};
