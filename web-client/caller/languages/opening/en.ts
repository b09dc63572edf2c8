import type { OpeningWords } from "./words";

export const words: OpeningWords = {
  service: "110 Video Report",
  language: "Language",
  demo: "Practice page. It does not reach the police.",
  wait: "Opening…",
  title: "Show the police the scene",
  askedBy: (hq) => `${hq} (police) asks you for live video.`,
  word: "Check word",
  wordHint:
    "Compare it with the word the operator says on the phone. If it differs, close this page.",
  consentTitle: "Please agree to four points",
  consents: {
    copyright: "Copyright",
    location: "Position",
    privacy: "How I film",
    charges: "Data charges",
  },
  missing: "If you agree, please tick this box.",
  start: "Agree and start",
  disagree: "I do not agree",
  about: "About this service",
  unreachable: [
    "No connection",
    "Please try again where the signal is better. Keep the phone call open.",
  ],
  retry: "Try again",
};
