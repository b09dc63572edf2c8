// When a recording was made, as a recorder's file tells it. A proposal that the person checks.
// Touches nothing.
import type { UnixMs } from "../../shared/protocol.ts";
import { momentOf } from "../calendar/days.ts";

/** `20261127_090000`, `2026-11-27 09-00-00`, `20261127090000` and the like within a name. */
const START = /(20\d{2})[-_.]?(\d{2})[-_.]?(\d{2})[-_ T.]?(\d{2})[-_.:h]?(\d{2})[-_.:m]?(\d{2})?/;

export function startIn(name: string): UnixMs | null {
  const found = START.exec(name);
  if (!found) return null;
  const [, year, month, day, hour, minute, second = "00"] = found;
  return momentOf(`${year}-${month}-${day}T${hour}:${minute}:${second}`);
}

export interface Told {
  name: string;
  /** A recorder writes a file for the last time when the recording ends. */
  lastModified: UnixMs;
  /** What the film itself says, if the browser can read it. */
  duration_ms: number | null;
}

export interface Span {
  from: UnixMs;
  to: UnixMs;
}

/** The name goes before the date of the file, which copying may have changed. */
export function spanOf({ name, lastModified, duration_ms }: Told): Span {
  const start = startIn(name);
  if (start !== null) return { from: start, to: start + (duration_ms ?? 0) };
  const end = Math.floor(lastModified / 1000) * 1000;
  return { from: end - (duration_ms ?? 0), to: end };
}
