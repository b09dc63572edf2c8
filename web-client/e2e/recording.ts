// A short recording of a town camera, as a recorder's card holds it.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { made } from "./film/film";

export interface Recording {
  name: string;
  path: string;
  bytes: Buffer;
  sha256: string;
}

/** Its name says when it began, as recorders name their files. */
export function recording(name: string, seconds: number): Recording {
  const folder = join(made, "recordings");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  const picture = `testsrc2=size=320x180:rate=10:duration=${seconds}`;
  execFileSync("ffmpeg", ["-loglevel", "error", "-y", "-f", "lavfi", "-i", picture, "-pix_fmt", "yuv420p", "-movflags", "+faststart", path]);
  const bytes = readFileSync(path);
  return { name, path, bytes, sha256: sha256Of(bytes) };
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Drags a file from outside onto a place of the page. */
export async function drop(page: Page, testid: string, { name, bytes }: Recording): Promise<void> {
  const data = await page.evaluateHandle(
    ([base64, as]) => {
      const film = Uint8Array.from(atob(base64!), (char) => char.charCodeAt(0));
      const carried = new DataTransfer();
      carried.items.add(new File([film], as!, { type: "video/mp4" }));
      return carried;
    },
    [bytes.toString("base64"), name],
  );
  await page.getByTestId(testid).dispatchEvent("drop", { dataTransfer: data });
}

/** The files of a tar archive by name. */
export function untar(archive: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0; ) {
    const name = archive.toString("utf8", at, archive.indexOf(0, at));
    const size = Number.parseInt(archive.toString("ascii", at + 124, at + 135), 8);
    files.set(name, archive.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}
