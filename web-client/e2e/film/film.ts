// The film that the fake camera plays, made once from the drawn scene: a hand-held pan over a crash.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";

const here = dirname(fileURLToPath(import.meta.url));
export const made = join(here, "../../../target/e2e");

const PAN =
  "crop=1280:720:'420+260*sin(t*0.52)+6*sin(t*5.1)':'300+90*sin(t*0.7)+5*sin(t*6.3)'";

/** Motion JPEG, 1280×720, 24 frames a second, 12 seconds; the camera loops it. */
export async function cameraFilm(): Promise<string> {
  const film = join(made, "film.mjpeg");
  if (existsSync(film)) return film;
  const scene = await scenePicture();
  const half = `${film}.half`;
  ffmpeg(["-loop", "1", "-framerate", "24", "-t", "12", "-i", scene, "-vf", PAN, "-pix_fmt", "yuvj420p", "-q:v", "5", "-f", "mjpeg", half]);
  renameSync(half, film);
  return film;
}

/** A phone film as an iPhone makes it: HEVC, 10 bit, turned by its display matrix. */
export async function phoneFilm(): Promise<string> {
  const film = join(made, "IMG_0042.MOV");
  if (existsSync(film)) return film;
  const scene = await scenePicture();
  const flat = join(made, "flat.mov");
  ffmpeg(["-loop", "1", "-framerate", "24", "-t", "3", "-i", scene, "-vf", `${PAN},scale=640:360`,
    "-pix_fmt", "yuv420p10le", "-c:v", "libx265", "-x265-params", "log-level=none", "-tag:v", "hvc1", flat]);
  ffmpeg(["-i", flat, "-c", "copy", "-metadata:s:v", "rotate=90", film]);
  return film;
}

/** A HEIC picture as an iPhone makes it. */
export async function phonePicture(): Promise<string> {
  const picture = join(made, "IMG_0041.HEIC");
  if (existsSync(picture)) return picture;
  const scene = await scenePicture();
  execFileSync("heif-enc", ["-q", "50", "-o", picture, scene], { stdio: "ignore" });
  return picture;
}

/** A JPEG large enough for several chunks. */
export async function largePicture(): Promise<string> {
  const picture = join(made, "large.jpg");
  if (existsSync(picture)) return picture;
  const scene = await scenePicture();
  ffmpeg(["-i", scene, "-vf", "scale=4000:2000,noise=alls=40:allf=t", "-q:v", "1", picture]);
  return picture;
}

async function scenePicture(): Promise<string> {
  const picture = join(made, "scene.png");
  if (existsSync(picture)) return picture;
  mkdirSync(made, { recursive: true });
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  const page = await browser.newPage({ viewport: { width: 2400, height: 1200 } });
  await page.goto(`file://${join(here, "scene.svg")}`);
  await page.screenshot({ path: picture });
  await browser.close();
  return picture;
}

function ffmpeg(options: string[]): void {
  execFileSync("ffmpeg", ["-loglevel", "error", "-y", ...options], { stdio: ["ignore", "ignore", "inherit"] });
}
