// Recordings on their way in: what each is, and how far. Touches nothing.
import type { FootageLine, Problem } from "../../shared/protocol.ts";
import type { Span } from "./recorded.ts";

export type Progress =
  | { at: "ready" }
  | { at: "waiting" }
  | { at: "sending"; percent: number }
  /** `same`: null where the browser did not hash it. */
  | { at: "stored"; line: FootageLine; same: boolean | null }
  | { at: "refused"; problem: Problem };

export interface Item {
  id: number;
  file: File;
  span: Span;
  progress: Progress;
}

/** What a person chose, without what can be no recording by its name. */
export function acceptable(name: string, types: readonly string[]): boolean {
  return types.some((type) => name.toLowerCase().endsWith(type.toLowerCase()));
}

export type SpanFlaw = "backwards" | "future";

export function flawOfSpan(span: Span, now: number): SpanFlaw | null {
  if (span.from >= span.to) return "backwards";
  return span.to > now ? "future" : null;
}

export function isDone({ progress }: Item): boolean {
  return progress.at === "stored";
}

/** May still be sent, for the first time or again. */
export function isOpen({ progress }: Item): boolean {
  return progress.at === "ready" || progress.at === "refused";
}
