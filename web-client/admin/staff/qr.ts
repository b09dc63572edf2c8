// A QR code as one path: crisp at any size on paper, and no style that a policy would refuse.
import { encode } from "uqr";

/** Modules of quiet around it (ISO/IEC 18004 asks for four). */
const QUIET = 4;

export interface Qr {
  /** Modules along a side, the quiet ones included. */
  size: number;
  path: string;
}

/** A quarter of it may be creased or dirty. */
export function qrOf(text: string): Qr {
  const { size, data } = encode(text, { ecc: "Q", border: QUIET });
  const runs = data.flatMap((row, y) => runsOf(row).map(([from, length]) => `M${from} ${y}h${length}v1h-${length}z`));
  return { size, path: runs.join("") };
}

/** Neighbouring dark modules as one bar, so that no hairline shows between them. */
function runsOf(row: readonly boolean[]): [from: number, length: number][] {
  const runs: [number, number][] = [];
  row.forEach((dark, x) => {
    const last = runs.at(-1);
    if (!dark) return;
    if (last && last[0] + last[1] === x) last[1] += 1;
    else runs.push([x, 1]);
  });
  return runs;
}
