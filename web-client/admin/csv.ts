// Tables as CSV that opens in a spreadsheet without doing anything there. Touches nothing.

/** Spreadsheets take a cell that begins so for a formula or a command. */
const FORMULA = /^[\s]*[=+\-@＝＋－＠\t\r\n|%]/u;

/** One cell: never a formula, and whole whatever it holds. */
export function csvCell(value: string): string {
  const plain = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n']/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** With the byte order mark by which spreadsheets know UTF-8, and the line ends of RFC 4180. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return `\ufeff${rows.map((row) => row.map(csvCell).join(",")).join("\r\n")}\r\n`;
}
