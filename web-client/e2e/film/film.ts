// The film that the fake camera plays, made once from the drawn scene: a hand-held pan over a crash.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";

const here = dirname(fileURLToPath(import.meta.url));
export const made = join(here, "../../../target/e2e");

const PAN =
  "crop=1280:720:'420+260*sin(t*0.52)+6*sin(t*5.1)':'300+90*sin(t*0.7)+5*sin(t*6.3)'";

/** Motion JPEG, 1280×720, 24 frames a second, 12 seconds; the camera loops it. */
export function cameraFilm(): Promise<string> {
  return once("film.mjpeg", async (to) => {
    const scene = await scenePicture();
    ffmpeg(["-loop", "1", "-framerate", "24", "-t", "12", "-i", scene, "-vf", PAN, "-pix_fmt", "yuvj420p", "-q:v", "5", "-f", "mjpeg", to]);
  });
}

/** A phone film as an iPhone makes it: HEVC, 10 bit, turned by its display matrix. */
export function phoneFilm(): Promise<string> {
  return once("IMG_0042.MOV", async (to) => {
    const scene = await scenePicture();
    const flat = `${to}.flat.mov`;
    ffmpeg(["-loop", "1", "-framerate", "24", "-t", "3", "-i", scene, "-vf", `${PAN},scale=640:360`,
      "-pix_fmt", "yuv420p10le", "-c:v", "libx265", "-x265-params", "log-level=none", "-tag:v", "hvc1", flat]);
    ffmpeg(["-i", flat, "-c", "copy", "-metadata:s:v", "rotate=90", to]);
    rmSync(flat);
  });
}

/** A HEIC picture as an iPhone makes it. */
export function phonePicture(): Promise<string> {
  return once("IMG_0041.HEIC", async (to) => {
    execFileSync("heif-enc", ["-q", "50", "-o", to, await scenePicture()], { stdio: "ignore" });
  });
}

/** A JPEG large enough for several chunks. */
export function largePicture(): Promise<string> {
  return once("large.jpg", async (to) => {
    ffmpeg(["-i", await scenePicture(), "-vf", "scale=4000:2000,noise=alls=40:allf=t", "-q:v", "1", to]);
  });
}

function scenePicture(): Promise<string> {
  return once("scene.png", async (to) => {
    const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
    const page = await browser.newPage({ viewport: { width: 2400, height: 1200 } });
    await page.goto(`file://${join(here, "scene.svg")}`);
    await page.screenshot({ path: to });
    await browser.close();
  });
}

const begun = new Map<string, Promise<string>>();

function once(name: string, make: (to: string) => Promise<void>): Promise<string> {
  const film = begun.get(name) ?? madeWhole(name, make);
  begun.set(name, film);
  return film;
}

/** Under another name first: a test of another process that runs beside this one may want it too. */
async function madeWhole(name: string, make: (to: string) => Promise<void>): Promise<string> {
  const film = join(made, name);
  if (existsSync(film)) return film;
  mkdirSync(made, { recursive: true });
  const half = join(made, `${process.pid}-${name}`);
  await make(half);
  renameSync(half, film);
  return film;
}

function ffmpeg(options: string[]): void {
  execFileSync("ffmpeg", ["-loglevel", "error", "-y", ...options], { stdio: ["ignore", "ignore", "inherit"] });
}
