/** A unit writes its name in Japanese, and after a stroke in English if it likes. */
export function unitName(written: string, english: boolean): string {
  const [first, second] = written.split(" / ");
  return (english && second) || first || written;
}
