// Everything the pages show, as signals. What changes them is in `actions.ts`.
import { computed, signal } from "@preact/signals";
import type {
  ConsoleConfiguration,
  FileId,
  GatewayHealth,
  IncomingCall,
  Pass,
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

/** What the manager does to a report, in the words of the protocol. */
export type DirectionKind = "hold" | "release" | "stop" | "take_over" | "words";

export type OpenDialog =
  | { kind: "request"; call?: IncomingCall }
  | { kind: "end" }
  | { kind: "prolong" }
  | { kind: "destroy" }
  | { kind: "direct"; report: ReportId; what: DirectionKind }
  | { kind: "hand-over" }
  | { kind: "leave" }
  | { kind: "mis-send" }
  | { kind: "pass"; report: ReportId }
  | { kind: "show"; report: ReportId }
  | { kind: "original"; file: FileId }
  | { kind: "keys" }
  | { kind: "factors" };

export const configuration = signal<ConsoleConfiguration>({});
export const online = signal(true);

/** Why the server does not show its reports, if it refuses to. */
export const listRefusal = signal<Problem | null>(null);

/** The supervision board instead of the list and one report. */
export const boardShown = signal(false);
/** What other headquarters offer to this one. */
export const passes = signal<readonly Pass[]>([]);

export const store = signal<Store>(emptyStore);
export const selected = signal<ReportId | null>(null);
export const detailMissing = signal(false);
export const detail = computed(() => {
  const shown = store.value.detail;
  return shown?.report.id === selected.value ? shown : null;
});
export const selectedReport = computed(() => findReport(store.value, selected.value));

/** Calls that the command system announced and nobody took, the oldest first. */
export const calls = signal<readonly IncomingCall[]>([]);

/** Whether links go out; not known before the first answer. */
export const gateways = signal<GatewayHealth | null>(null);
/** SMS was down and works again; until the operator closes it. */
export const smsIsBack = signal(false);

/** The newest figures of the report whose consoles said something last. */
export const media = signal<ReportMedia | null>(null);

/** Access codes that were told to this page; the server keeps none and tells each once. */
export const codes = signal<ReadonlyMap<ReportId, string>>(new Map());

/** A still or film shown in the stage instead of the live picture. */
export const shownFile = signal<FileId | null>(null);
export const dialog = signal<OpenDialog | null>(null);
export const notices = signal<readonly Notice[]>([]);
/** The report whose other phone was just let in. */
export const readmitted = signal<ReportId | null>(null);
