import type { OpeningWords } from "./words";

export const words: OpeningWords = {
  service: "110ばん えいぞう つうほう",
  language: "ことば",
  demo: "れんしゅうです。けいさつには つながりません。",
  wait: "まってください…",
  title: "いまの ようすを みせる",
  askedBy: (hq) => `${hq}（けいさつ）が、あなたの えいぞうを みたいです。`,
  word: "あいことば",
  wordHint:
    "でんわの ひとが いう ことばと おなじですか。ちがうときは、この がめんを とじてください。",
  consentTitle: "4つの おねがい",
  consents: {
    copyright: "えいぞうの けんり",
    location: "ばしょ",
    privacy: "とりかた",
    charges: "おかね",
  },
  missing: "よいときは、ここを おしてください。",
  start: "よいです。はじめる",
  disagree: "いいえ。おくりません",
  about: "このサービスの せつめい",
  unreachable: [
    "つながりません",
    "でんぱの よい ところで、もういちど おしてください。でんわは きらないでください。",
  ],
  retry: "もういちど",
};
