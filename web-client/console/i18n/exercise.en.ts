import type { exerciseJa } from "./exercise.ja.ts";

export const exerciseEn: typeof exerciseJa = {
  chip: "Exercise",
  becameReal: "Was an exercise",
  option: "Send as an exercise",
  optionHint:
    "The message and the caller's page say that it is an exercise. It is in no statistics, and the HQ operations manager need not be told.",
  compare: "This link is for an exercise. Do not use it for a real call.",
  band: "This is an exercise. It is in no statistics.",
  realHint: "If something real happens, make it real at once. Everything received so far is kept.",
  makeReal: "Make it a real report",
  noReport: "An exercise: nobody to report to",
};
