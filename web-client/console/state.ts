// Everything the pages show, as signals. What changes them is in `actions.ts`.
import { computed, signal } from "@preact/signals";
import type {
  ConsoleConfiguration,
  FileId,
  Me,
  Problem,
  ReportId,
  ReportMedia,
} from "../shared/protocol.ts";
import type { NoticeKind } from "./notices.ts";
import { emptyStore, findReport, type Store } from "./store.ts";

export interface Notice {
  key: number;
  kind: NoticeKind;
  report: ReportId;
  /** As it was when it happened. */
  words: string;
}

export type OpenDialog =
  | { kind: "request" }
  | { kind: "end" }
  | { kind: "privacy" }
  | { kind: "original"; file: FileId }
  | { kind: "keys" };

/** `undefined` until the server was asked who is signed in. */
export const me = signal<Me | null | undefined>(undefined);
/** True when a session ended by itself, so that the sign-in page can say so. */
export const sessionEnded = signal(false);
export const configuration = signal<ConsoleConfiguration>({});
export const online = signal(true);

/** Why the server does not show its reports, if it refuses to. */
export const listRefusal = signal<Problem | null>(null);

export const store = signal<Store>(emptyStore);
export const selected = signal<ReportId | null>(null);
export const detailMissing = signal(false);
export const detail = computed(() => {
  const shown = store.value.detail;
  return shown?.report.id === selected.value ? shown : null;
});
export const selectedReport = computed(() => findReport(store.value, selected.value));

/** The newest figures of the report whose consoles said something last. */
export const media = signal<ReportMedia | null>(null);

/** A still or film shown in the stage instead of the live picture. */
export const shownFile = signal<FileId | null>(null);
export const dialog = signal<OpenDialog | null>(null);
export const notices = signal<readonly Notice[]>([]);
/** The report whose other phone was just let in. */
export const readmitted = signal<ReportId | null>(null);
