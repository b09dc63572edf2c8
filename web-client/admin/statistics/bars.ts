// Bars of a plot in hundredths of its width and height. Touches nothing.

export interface Bar {
  /** From the left. */
  at: number;
  width: number;
  /** From the ground up. */
  height: number;
}

/** The share of a bar's place that stays empty. */
const GAP = 0.2;

/** A round number that no value exceeds: 1, 2 or 5 with noughts. */
export function topOf(values: readonly number[]): number {
  const most = Math.max(1, ...values);
  const magnitude = 10 ** Math.floor(Math.log10(most));
  const round = [1, 2, 5, 10].find((step) => step * magnitude >= most) ?? 10;
  return round * magnitude;
}

export function barsOf(values: readonly number[], top: number): Bar[] {
  const place = 100 / Math.max(1, values.length);
  return values.map((value, nth) => ({
    at: place * (nth + GAP / 2),
    width: place * (1 - GAP),
    height: top > 0 ? (value / top) * 100 : 0,
  }));
}

/** Which of many names fit below: the first, and then every so many. */
export function namedOf(count: number, most: number): number[] {
  const every = Math.max(1, Math.ceil(count / most));
  return Array.from({ length: Math.ceil(count / every) }, (_, nth) => nth * every);
}
