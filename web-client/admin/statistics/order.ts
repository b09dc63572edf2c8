// The headquarters in the order that was asked for. Touches nothing.
import type { Figures, HeadquartersFigures } from "../../shared/protocol.ts";

export const KEYS = [
  "name",
  "issues",
  "starts",
  "live",
  "lost",
  "median",
  "refusals",
  "mis_sends",
  "staff",
] as const;
export type Key = (typeof KEYS)[number];

export interface Order {
  key: Key;
  /** Names begin with the first headquarters, figures with the largest. */
  reversed: boolean;
}

export function figureOf(figures: Figures, key: Exclude<Key, "name">): number | undefined {
  switch (key) {
    case "live":
      return liveOf(figures);
    case "lost":
      return lostOf(figures);
    case "median":
      return figures.first_picture.median_ms;
    case "staff":
      return figures.staff.uses;
    default:
      return figures[key];
  }
}

export function liveOf(figures: Figures): number {
  return figures.funnel.find(({ stage }) => stage === "first_frame")?.reached ?? 0;
}

export function lostOf(figures: Figures): number {
  return figures.funnel.reduce((sum, { lost }) => sum + lost, 0);
}

/** The server lists headquarters in their usual order. What has no figure comes last. */
export function ordered(
  rows: readonly HeadquartersFigures[],
  { key, reversed }: Order,
): HeadquartersFigures[] {
  if (key === "name") return reversed ? [...rows].reverse() : [...rows];
  const sign = reversed ? 1 : -1;
  return [...rows].sort((one, other) => {
    const [a, b] = [figureOf(one.figures, key), figureOf(other.figures, key)];
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
    return sign * (a - b);
  });
}
