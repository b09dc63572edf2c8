// Looking at what an ended report received: for a recorded purpose, for some minutes.
import { signal } from "@preact/signals";
import type { ReportId, ReportView, UnixMs, ViewingStart, ViewingTerms } from "../shared/protocol.ts";
import { now_ms, serverNow } from "../ui/clock.ts";
import { api } from "./api.ts";
import { isOver } from "./funnel.ts";
import { shownFile } from "./state.ts";

interface Standing {
  report: ReportId;
  terms: ViewingTerms;
}

/** What is asked of the report on the screen; not known before the server said it. */
export const standing = signal<Standing | null>(null);

/** The moment of the recording that is shown, for the map. */
export const played_ms = signal<UnixMs | null>(null);

/** Whether what a report received may be shown here now. */
export function isOpen(report: ReportView): boolean {
  return !isOver(report) || leftOf(report.id) > 0;
}

/** For how long the own viewing is still good. */
export function leftOf(report: ReportId): number {
  const open = standing.value?.report === report ? standing.value.terms.open : undefined;
  return open ? open.until_ms - now_ms.value : 0;
}

export async function loadTerms(report: ReportId): Promise<void> {
  const terms = await api.viewingTerms(report);
  standing.value = { report, terms };
}

/** The pages load nothing before this is answered. */
export async function openViewing(report: ReportId, body: ViewingStart): Promise<void> {
  const open = await api.openViewing(report, body);
  now_ms.value = Math.max(now_ms.value, serverNow());
  const terms = standing.value?.report === report ? standing.value.terms : null;
  if (terms) standing.value = { report, terms: { ...terms, open } };
  else await loadTerms(report);
  shownFile.value = null;
}
