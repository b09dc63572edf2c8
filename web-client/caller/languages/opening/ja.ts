import type { OpeningWords } from "./words";

export const words: OpeningWords = {
  service: "110番映像通報",
  language: "言語",
  demo: "練習用の画面です。警察にはつながりません。",
  wait: "開いています…",
  title: "現場の映像を送る",
  askedBy: (hq) => `${hq}が、あなたに映像をお願いしています。`,
  word: "合言葉",
  wordHint:
    "電話の担当者が言う言葉と同じか、確かめてください。違うときは、この画面を閉じてください。",
  consentTitle: "4つの同意のお願い",
  consents: {
    copyright: "著作権",
    location: "位置情報",
    privacy: "撮影のしかた",
    charges: "通信料",
  },
  missing: "同意するときは、ここにチェックを入れてください。",
  start: "同意して始める",
  disagree: "同意しない",
  about: "このサービスについて",
  unreachable: [
    "つながりません",
    "電波の届く場所で、もう一度お試しください。通話はそのまま続けてください。",
  ],
  retry: "もう一度試す",
};
