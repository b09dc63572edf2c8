// The way from the text message to the live picture, as a line of steps.
import type { FunnelStep, ReportView, UnixMs } from "../shared/protocol.ts";

export const FUNNEL_STEPS: readonly FunnelStep[] = [
  "sent",
  "delivered",
  "opened",
  "consented",
  "permitted",
  "connected",
  "first_picture",
  "first_frame",
];

export interface StepLine {
  step: FunnelStep;
  /** `passed`: a later step was reached although nobody reported this one. */
  progress: "reached" | "passed" | "current" | "ahead";
  at_ms?: UnixMs;
  sinceSent_ms?: number;
}

export function stepLines(report: ReportView): StepLine[] {
  const times = new Map(report.funnel.map((time) => [time.step, time.at_ms]));
  const sent_ms = sentAt(report);
  const last = lastIndex(times);
  const over = isOver(report);
  return FUNNEL_STEPS.map((step, index) => {
    const at_ms = times.get(step);
    if (at_ms !== undefined) {
      return { step, progress: "reached", at_ms, sinceSent_ms: at_ms - sent_ms };
    }
    if (index < last) return { step, progress: "passed" };
    return { step, progress: index === last + 1 && !over ? "current" : "ahead" };
  });
}

/** The furthest step reached, in the order of the funnel. */
export function lastStep(report: ReportView): FunnelStep {
  const times = new Map(report.funnel.map((time) => [time.step, time.at_ms]));
  return FUNNEL_STEPS[lastIndex(times)] ?? "sent";
}

/** Since when nothing new was reached. */
export function waitingSince(report: ReportView): UnixMs {
  return report.funnel.reduce((latest, time) => Math.max(latest, time.at_ms), report.created_ms);
}

export function sentAt(report: ReportView): UnixMs {
  return report.funnel.find((time) => time.step === "sent")?.at_ms ?? report.created_ms;
}

export function reached(report: ReportView, step: FunnelStep): boolean {
  return report.funnel.some((time) => time.step === step);
}

export function isOver(report: ReportView): boolean {
  return report.state === "ended" || report.state === "refused";
}

function lastIndex(times: ReadonlyMap<FunnelStep, UnixMs>): number {
  return FUNNEL_STEPS.reduce((last, step, index) => (times.has(step) ? index : last), -1);
}
