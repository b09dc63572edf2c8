// How a bench prints: a table for people, then one JSON line.

export type Row = { name: string } & Record<string, number | string>;

export function print(bench: string, title: string, rows: Row[], about: Record<string, unknown> = {}): void {
  const columns = Object.keys(rows[0] ?? {}).filter((key) => key !== "name");
  const width = Math.max(title.length, ...rows.map(({ name }) => name.length)) + 2;
  const widths = columns.map((column) => Math.max(column.length, ...rows.map((row) => String(row[column]).length)) + 2);
  const line = (name: string, cells: string[]) => name.padEnd(width) + cells.map((cell, index) => cell.padStart(widths[index]!)).join("");
  console.log(line(title, columns));
  for (const row of rows) console.log(line(row.name, columns.map((column) => String(row[column]))));
  console.log(JSON.stringify({ bench, ...about, rows }));
}

/** The value that this share of all values does not exceed. */
export function rank(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!);
}

export function spread(values: readonly number[]) {
  return { runs: values.length, median_ms: rank(values, 0.5), p95_ms: rank(values, 0.95), max_ms: rank(values, 1) };
}
