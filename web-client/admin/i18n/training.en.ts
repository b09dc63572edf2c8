import type { trainingJa } from "./training.ja.ts";

export const trainingEn: typeof trainingJa = {
  title: "Training",
  lead: "Who has been trained, and what came of the exercises. Exercises are in no statistics.",
  record: "Record a training",
  records: "All records",
  people: "Who has been trained",
  valid: (words) => `A training counts: ${words}`,
  missing: (n) =>
    n === 0
      ? "Everybody has a training that counts."
      : `${n} ${n === 1 ? "person has" : "people have"} no training that counts.`,
  person: "Person",
  posts: "Posts",
  last: "Last training",
  until: "Counts until",
  never: "None",
  state: "State",
  trained: "Trained",
  untrained: "To be trained",
  exercises: "Exercises",
  exercisesLead:
    "From the link to the first picture, and how long the operator took to act on each difficulty of the caller.",
  noExercises: "No exercise yet.",
  operator: "Operator",
  started: "Link sent",
  first: "To the first picture",
  none: "—",
  notYet: "None came",
  ended: "Ended",
  running: "Running",
  difficulty: "Difficulty",
  at: "After the link",
  act: "First act",
  reaction: "Reaction",
  lasted: "Lasted",
  noAct: "No act here (spoken guidance alone, or none)",
  noDifficulty: "The caller met no difficulty.",
  real: "Made a real report",
  exercise: "Exercise",
  seconds: (s) => `${s} s`,
};
