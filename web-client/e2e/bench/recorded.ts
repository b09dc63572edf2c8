// What was recorded of a call: its film, decoded frame by frame.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import type { Call } from "./call";
import type { Row } from "./table";

const MADE_WITHIN_MS = 120_000;

export type Kept = Row & {
  seconds: number;
  frames: number;
  /** That come out of no decoder, or that it complains of. Frames that were not repaired are not in a film. */
  undecodable: number;
  gaps: number;
};

/** Ends the report, and looks at the film that is made of it. */
export async function kept({ console1 }: Call, name: string): Promise<Kept> {
  const { page } = console1;
  const report = await console1.newestReport();
  await console1.end();
  const row = page.locator("[data-testid=file-item][data-kind=recording]");
  await expect(row).toHaveAttribute("data-state", "viewable", { timeout: MADE_WITHIN_MS });
  const file = (await row.getAttribute("data-file"))!;
  const { base64, gaps } = await page.evaluate(async ([of, id]) => {
    const path = `/api/v1/reports/${of}`;
    const purpose = JSON.stringify({ purpose: "review", note: "bench" });
    const opened = await fetch(`${path}/viewings`, { method: "POST", headers: { "content-type": "application/json" }, body: purpose });
    if (!opened.ok) throw new Error(await opened.text());
    const detail = (await (await fetch(path)).json()) as { files: { id: string; recording?: { gaps: unknown[] } }[] };
    const film = await (await fetch(`${path}/files/${id}/view`)).blob();
    const url = await new Promise<string>((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result as string);
      reader.readAsDataURL(film);
    });
    return { base64: url.slice(url.indexOf(",") + 1), gaps: detail.files.find((one) => one.id === id)?.recording?.gaps.length ?? 0 };
  }, [report, file]);
  const folder = mkdtempSync(join(tmpdir(), "genba-kept-"));
  const film = join(folder, "film");
  writeFileSync(film, Buffer.from(base64, "base64"));
  const entries = "stream=nb_read_packets,nb_read_frames:format=duration";
  const words = ["-v", "error", "-select_streams", "v", "-count_packets", "-count_frames", "-show_entries", entries, "-of", "json", film];
  const decoded = spawnSync("ffprobe", words, { encoding: "utf8" });
  const complaints = decoded.stderr.split("\n").filter(Boolean);
  for (const line of complaints.slice(0, 5)) console.error(line);
  const shown = JSON.parse(decoded.stdout) as {
    streams: [{ nb_read_packets: string; nb_read_frames: string }];
    format: { duration: string };
  };
  const [{ nb_read_packets, nb_read_frames }] = shown.streams;
  const missing = Math.max(0, Number(nb_read_packets) - Number(nb_read_frames));
  rmSync(folder, { recursive: true });
  return {
    name,
    seconds: Math.round(Number(shown.format.duration)),
    frames: Number(nb_read_packets),
    undecodable: Math.max(missing, complaints.length),
    gaps,
  };
}
