// Reads the one copy of a provision, a tar archive of whole files with their hashes, so that the
// person sees that what was saved is what was recorded. Touches nothing.

const BLOCK = 512;
const NAME = [0, 100] as const;
const SIZE = [124, 136] as const;
const KIND = 156;
const PREFIX = [345, 500] as const;
const REGULAR = new Set(["", "0"]);
/** The files of one provision; more than a person would hand over. */
const ENTRIES_MAX = 1_000;

export interface Entry {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** `null` where it is no archive that can be read to its end. */
export function entriesOf(archive: Uint8Array<ArrayBuffer>): Entry[] | null {
  const entries: Entry[] = [];
  let at = 0;
  while (at + BLOCK <= archive.length && entries.length <= ENTRIES_MAX) {
    const head = archive.subarray(at, at + BLOCK);
    if (head.every((byte) => byte === 0)) return entries;
    const size = Number.parseInt(textOf(head, SIZE).trim() || "0", 8);
    const from = at + BLOCK;
    if (!Number.isSafeInteger(size) || size < 0 || from + size > archive.length) return null;
    if (REGULAR.has(textOf(head, [KIND, KIND + 1]))) {
      const folder = textOf(head, PREFIX);
      const name = textOf(head, NAME);
      entries.push({
        name: folder === "" ? name : `${folder}/${name}`,
        bytes: archive.subarray(from, from + size),
      });
    }
    at = from + Math.ceil(size / BLOCK) * BLOCK;
  }
  return null;
}

/** The lines of a `SHA256SUMS`, by file name. */
export function sumsOf(text: string): Map<string, string> {
  const lines = text.split("\n").flatMap((line) => {
    const found = /^([0-9a-f]{64}) [ *](.+)$/.exec(line);
    return found ? [[found[2] ?? "", found[1] ?? ""] as const] : [];
  });
  return new Map(lines);
}

function textOf(head: Uint8Array, [from, to]: readonly [number, number]): string {
  const field = head.subarray(from, to);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end === -1 ? field : field.subarray(0, end));
}
