import type { SeldomWords } from "../words";

export const words: SeldomWords = {
  code: {
    title: "Digite o código de acesso",
    lead: (digits) => `São os ${digits} algarismos que o atendente diz ao telefone.`,
    label: "Código de acesso",
    next: "Avançar",
    wrong: {
      code_wrong: "O código está errado. Pergunte de novo ao atendente no telefone.",
      code_used: "Este código não vale mais. Peça um novo ao atendente no telefone.",
      code_missing: "Digite os algarismos.",
      slow: "Espere um pouco e digite de novo.",
      offline: "Sem conexão. Toque de novo.",
    },
  },
  hindered: {
    inApp: ({ platform, browser }) => [
      platform === "iPhone" ? "Abra no Safari" : "Abra no navegador",
      `A câmera pode não funcionar dentro ${browser === "in-app" ? "deste aplicativo" : `do ${browser}`}. Toque em “⋯” ou “︙” no canto e escolha “Abrir no ${platform === "iPhone" ? "Safari" : "navegador"}”.`,
    ],
    tooOld: [
      "Este navegador não envia vídeo ao vivo",
      "Abra o link em um Chrome ou Safari atualizado. Daqui ainda é possível enviar fotos e filmes.",
    ],
    openOutside: "Abrir no navegador",
    copy: "Copiar o link",
    copied: "Copiado",
    hereAnyway: "Continuar aqui (enviar fotos e filmes)",
  },
  receipt: {
    title: "Comprovante do consentimento",
    number: "Número do chamado",
    agreed: "Concordou em",
    ended: "Terminou em",
    version: "Versão dos textos",
    kept: "Guarda",
    ask: (hq) => ["Dúvidas", `${hq} (informe o número do chamado)`],
    save: "Salvar comprovante",
    failed: "Não foi possível obter o comprovante. Toque de novo onde o sinal for melhor.",
  },
};
