// The archive of a provision: saved by the browser, and compared with its own list of hashes.
import { HASHED_HERE_BYTES_MAX } from "../limits.ts";
import { entriesOf, sumsOf } from "./tar.ts";
import { hashOf } from "./upload.ts";

const SUMS = "SHA256SUMS";
/** Beside the films lies what proves them; `genba verify` reads that. */
const FILMS = "films/";
/** A browser that is slow to start saving still finds the bytes. */
const KEPT_MS = 60_000;

export interface CheckedFile {
  name: string;
  sha256: string;
  /** The list in the archive says the same. */
  same: boolean;
}

/** Empty where the archive is too large to be looked into here. */
export async function checked(archive: Blob): Promise<CheckedFile[]> {
  if (archive.size > HASHED_HERE_BYTES_MAX) return [];
  const entries = entriesOf(new Uint8Array(await archive.arrayBuffer())) ?? [];
  const list = entries.find((entry) => entry.name === SUMS);
  const sums = sumsOf(list ? new TextDecoder().decode(list.bytes) : "");
  const films = entries.filter((entry) => entry.name.startsWith(FILMS));
  return Promise.all(
    films.map(async ({ name, bytes }) => {
      const sha256 = (await hashOf(new Blob([bytes]))) ?? "";
      return { name, sha256, same: sums.get(name) === sha256 };
    }),
  );
}

export function save(archive: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(archive);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}
