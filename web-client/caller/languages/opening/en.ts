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
    copyright: [
      "Copyright",
      "I give up the copyright in the video and pictures that I film or send.",
    ],
    location: ["Position", "The police may take my position by this phone's GPS."],
    privacy: [
      "How I film",
      "I film only what anybody can see from places open to everyone, and respect other people's privacy.",
    ],
    charges: [
      "Data charges",
      "I bear the data charges for sending (up to about 20 MB per minute of video).",
    ],
  },
  missing: "If you agree, please tick this box.",
  data: (days) =>
    `The police record the video, pictures and positions they receive and delete them after ${days} days. What an investigation needs may be kept longer. Live video has no sound.`,
  free: "You are free to agree or not, and you can withdraw at any time.",
  start: "Agree and start",
  disagree: "I do not agree",
  unreachable: [
    "No connection",
    "Please try again where the signal is better. Keep the phone call open.",
  ],
  retry: "Try again",
};
