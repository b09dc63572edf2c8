import type { OpeningWords } from "./words";

export const words: OpeningWords = {
  service: "Vídeo para o 110",
  language: "Idioma",
  demo: "Esta é uma página de treino. Não chega à polícia de verdade.",
  wait: "Abrindo…",
  title: "Mostre o local à polícia",
  askedBy: (hq) => `${hq} (polícia) pede um vídeo do local.`,
  word: "Palavra de confirmação",
  wordHint:
    "Compare com a palavra que o atendente diz ao telefone. Se for diferente, feche esta página.",
  consentTitle: "Pedimos quatro consentimentos",
  consents: {
    copyright: [
      "Direitos autorais",
      "Abro mão dos direitos autorais dos vídeos e fotos que filmar ou enviar.",
    ],
    location: ["Localização", "A polícia pode obter minha posição pelo GPS deste telefone."],
    privacy: [
      "Como filmar",
      "Filmo só o que qualquer pessoa vê de lugares abertos a todos e respeito a privacidade dos outros.",
    ],
    charges: [
      "Dados móveis",
      "Pago os dados móveis do envio (até cerca de 20 MB por minuto de vídeo).",
    ],
  },
  missing: "Se concordar, marque esta caixa.",
  data: (days) =>
    `A polícia grava os vídeos, fotos e posições recebidos e os apaga após ${days} dias. O que for necessário à investigação pode ficar mais tempo. O vídeo ao vivo não tem som.`,
  free: "Você é livre para concordar ou não e pode desistir a qualquer momento.",
  start: "Concordar e começar",
  disagree: "Não concordo",
  unreachable: ["Sem conexão", "Tente de novo onde o sinal for melhor. Não desligue a chamada."],
  retry: "Tentar de novo",
};
