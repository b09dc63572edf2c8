// What an operator must hear of without looking: differences between two states of a report.
import type { AccountId, FileView, Message, ReportView } from "../shared/protocol.ts";
import { reached } from "./funnel.ts";

export type NoticeKind =
  | "connected"
  | "dropped"
  | "returned"
  | "ended"
  | "refused"
  | "ends_soon"
  | "stuck"
  | "picture"
  | "message"
  | DeskNotice;

/** What happens at the desk rather than at the phone. */
export type DeskNotice = "instruction" | "held" | "released" | "offered" | "unattended";

export function isOfDesk(kind: NoticeKind): kind is DeskNotice {
  return ["instruction", "held", "released", "offered", "unattended"].includes(kind);
}

/**
 * Compares a report with what was known of it; a report seen for the first time says nothing.
 * `account` is who looks: instructions and offers are news to whom they are for.
 */
export function noticesOf(
  before: ReportView | undefined,
  after: ReportView,
  account: AccountId | undefined,
): NoticeKind[] {
  if (before === undefined) return [];
  return [...deskNotices(before, after, account), ...phoneNotices(before, after)];
}

function deskNotices(
  before: ReportView,
  after: ReportView,
  account: AccountId | undefined,
): DeskNotice[] {
  const notices: DeskNotice[] = [];
  const known = new Set(before.instructions.map(({ id }) => id));
  const news = after.instructions.filter(({ id, to }) => !known.has(id) && to.account === account);
  if (news.length > 0) notices.push("instruction");
  const offeredTo = after.offer?.to.account;
  if (offeredTo === account && before.offer?.to.account !== account) notices.push("offered");
  if (after.held && !before.held) notices.push("held");
  if (before.held && !after.held && after.state !== "ended") notices.push("released");
  if (after.unattended_until_ms && !before.unattended_until_ms) notices.push("unattended");
  return notices;
}

function phoneNotices(before: ReportView, after: ReportView): NoticeKind[] {
  const change = stateNotice(before, after);
  if (change !== null) return [change];
  if (after.ends_soon && !before.ends_soon) return ["ends_soon"];
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
  // A hold and its release are told as such.
  if (before.state === "held" && after.state !== "ended") return null;
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
