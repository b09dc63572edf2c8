// What an operator must hear of without looking: differences between two states of a report.
import type { FileView, Message, ReportView } from "../shared/protocol.ts";
import { reached } from "./funnel.ts";

export type NoticeKind =
  "connected" | "dropped" | "returned" | "ended" | "refused" | "stuck" | "picture" | "message";

/** Compares a report with what was known of it; a report seen for the first time says nothing. */
export function noticesOf(before: ReportView | undefined, after: ReportView): NoticeKind[] {
  if (before === undefined) return [];
  const change = stateNotice(before, after);
  if (change !== null) return [change];
  const obstacle = after.stuck?.obstacle;
  return obstacle !== undefined && obstacle !== before.stuck?.obstacle ? ["stuck"] : [];
}

/** Only what the caller says is news to the operator. */
export function isNewMessage(known: readonly Message[], message: Message): boolean {
  return message.author === "caller" && !known.some((other) => other.id === message.id);
}

/** A file is news once, when it can be looked at. */
export function isNewPicture(known: readonly FileView[], file: FileView): boolean {
  const before = known.find((other) => other.id === file.id);
  return file.state.kind === "viewable" && before?.state.kind !== "viewable";
}

function stateNotice(before: ReportView, after: ReportView): NoticeKind | null {
  if (before.state === after.state) return null;
  switch (after.state) {
    case "live":
      return reached(before, "first_frame") || before.state === "interrupted"
        ? "returned"
        : "connected";
    case "interrupted":
      return "dropped";
    case "refused":
      return "refused";
    case "ended":
      return "ended";
    default:
      return null;
  }
}
