import type { KeptWords } from "../words";

export const words: KeptWords = {
  keeping: "Sem rede: o vídeo está sendo guardado neste telefone",
  full: "Não cabe mais. O que foi guardado será enviado quando houver rede",
  waiting: "O vídeo guardado será enviado quando a rede estiver estável",
  sending: "Enviando à polícia o vídeo guardado. Não feche esta página",
  sent: "O vídeo guardado foi enviado à polícia e apagado deste telefone",
  dropped: "O vídeo que não foi enviado foi apagado deste telefone",
  why: "Ele fica criptografado e é apagado deste telefone depois de enviado ou quando o vídeo termina.",
};
