// Whether the system runs, as every page for terminals knows it.
import { signal } from "@preact/signals";
import type { SuspensionView, SystemState } from "../shared/protocol.ts";
import { get } from "./http.ts";

/** The stop that runs, else the next one. */
export const suspension = signal<SuspensionView | null>(null);

export async function loadSystemState(): Promise<void> {
  const found = await get<SystemState>("/system-state").catch(() => null);
  if (found) suspension.value = found.suspension ?? null;
}

/** Minutes before the beginning from which on the banner counts seconds. */
const NEAR_MS = 10 * 60_000;

export type StopStage = "far" | "near" | "running";

/** How far a stop is; nothing where it is over. */
export function stageOf(stop: SuspensionView, now_ms: number): StopStage | null {
  if (now_ms >= stop.until_ms) return null;
  if (now_ms >= stop.from_ms) return "running";
  return stop.from_ms - now_ms <= NEAR_MS ? "near" : "far";
}
