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
    copyright: "Direitos autorais",
    location: "Localização",
    privacy: "Como filmar",
    charges: "Dados móveis",
  },
  missing: "Se concordar, marque esta caixa.",
  start: "Concordar e começar",
  disagree: "Não concordo",
  about: "Sobre este serviço",
  unreachable: ["Sem conexão", "Tente de novo onde o sinal for melhor. Não desligue a chamada."],
  retry: "Tentar de novo",
};
