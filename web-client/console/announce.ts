// Tells the operator of what happened by sound, by desktop notice and by the page's own notices,
// which screen readers read aloud.
import type { ConsoleEvent, ReportView } from "../shared/protocol.ts";
import { texts, type Texts } from "./i18n/texts.ts";
import { NOTICES_MAX } from "./limits.ts";
import { me } from "../ui/session.ts";
import { isNewMessage, isNewPicture, isOfDesk, noticesOf, type NoticeKind } from "./notices.ts";
import { play, soundOn, type Tone } from "./sound.ts";
import * as state from "./state.ts";
import { findReport, type Store } from "./store.ts";

const TONE: Record<NoticeKind, Tone> = {
  connected: "rise",
  returned: "rise",
  dropped: "fall",
  ended: "low",
  refused: "low",
  ends_soon: "fall",
  stuck: "single",
  picture: "single",
  message: "single",
  instruction: "rise",
  offered: "rise",
  held: "low",
  released: "single",
  unattended: "low",
};

/** Kinds that must reach an operator who looks at another window. */
const DESKTOP: ReadonlySet<NoticeKind> = new Set([
  "connected",
  "returned",
  "dropped",
  "ended",
  "refused",
  "ends_soon",
  "instruction",
  "offered",
  "unattended",
]);

let nextKey = 1;

/** Call before the event changes the store. */
export function announceEvent(store: Store, event: ConsoleEvent): void {
  for (const [kind, report] of newsOf(store, event)) announce(kind, report);
}

export function askForNotices(): void {
  if ("Notification" in window && Notification.permission === "default") {
    void Notification.requestPermission();
  }
}

export function dismiss(key: number): void {
  state.notices.value = state.notices.value.filter((notice) => notice.key !== key);
}

function newsOf(store: Store, event: ConsoleEvent): [NoticeKind, ReportView][] {
  if (event.type === "report") {
    const kinds = noticesOf(findReport(store, event.report.id), event.report, me.value?.account);
    return kinds.map((kind) => [kind, event.report]);
  }
  if (event.type !== "message" && event.type !== "file") return [];
  const report = findReport(store, event.report);
  const shown = store.detail?.report.id === event.report ? store.detail : null;
  if (!report) return [];
  if (event.type === "message") {
    return isNewMessage(shown?.messages ?? [], event.message) ? [["message", report]] : [];
  }
  return isNewPicture(shown?.files ?? [], event.file) ? [["picture", report]] : [];
}

function noticeWords(t: Texts, kind: NoticeKind, report: ReportView): string {
  if (isOfDesk(kind)) return t.desk.notices[kind](report.number);
  if (kind !== "stuck") return t.notices[kind](report.number);
  const obstacle = report.stuck?.obstacle;
  return t.notices.stuck(report.number, obstacle ? t.names.obstacle[obstacle] : t.advice.stuck);
}

function announce(kind: NoticeKind, report: ReportView): void {
  play(TONE[kind]);
  const words = noticeWords(texts.value, kind, report);
  const notice = { key: nextKey++, kind, report: report.id, words };
  const others = state.notices.value.filter(
    (other) => other.report !== report.id || other.kind !== kind,
  );
  state.notices.value = [...others, notice].slice(-NOTICES_MAX);
  if (DESKTOP.has(kind)) showOnDesktop(words, report);
}

function showOnDesktop(words: string, report: ReportView): void {
  if (!soundOn.value || !("Notification" in window) || Notification.permission !== "granted")
    return;
  try {
    const shown = new Notification(words, { tag: report.id, body: report.check_word.kana });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
  } catch {
    // Some mobile browsers have the name but not the thing; the page's own notice stands.
  }
}
