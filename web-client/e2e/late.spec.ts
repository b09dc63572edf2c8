// What the phone films while no network carries it: kept sealed on the phone, sent once live video
// flows again, and shown apart from what came live.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, type Locator, type Page, expect } from "@playwright/test";
import { expectAccessible, expectFits, expectFlawless } from "./accessible";
import { TOKYO_STATION, consoleContext, launchConsoleBrowser, launchPhoneBrowser, phoneContext } from "./browsers";
import { ConsolePage, newestSms } from "./console-page";
import { cameraFilm, made } from "./film/film";
import { looks } from "./looks";
import { PhonePage } from "./phone-page";
import { test } from "./refusals";
import { Server } from "./server";

const AWAY_MS = 10_000;
/** How far the times of what was kept may lie from those of the gap. */
const NEAR_MS = 2_000;

interface Detail {
  report: { state: string };
  track: { position: { at_ms: number }; received_ms: number }[];
  files: { id: string; kind: string; state: { kind: string }; late?: { from_ms: number; to_ms: number } }[];
}

let server: Server;
let desk: Browser;
let street: Browser;
let console1: ConsolePage;

test.beforeAll(async () => {
  mkdirSync(join(made, "pictures"), { recursive: true });
  await cameraFilm();
  server = await Server.start(["--clock"]);
  desk = await launchConsoleBrowser(server.ready.ca_certificate);
  street = await launchPhoneBrowser(server.ready.ca_certificate);
  console1 = await ConsolePage.signIn(await consoleContext(desk), server, "op1");
});

test.afterAll(async () => {
  await Promise.all([desk?.close(), street?.close()]);
  await server?.stop();
});

async function shot(name: string, page: Page): Promise<void> {
  await page.screenshot({ path: join(made, "pictures", `${name}.png`), fullPage: true });
}

async function begun(context: BrowserContext): Promise<{ phone: PhonePage; link: string; report: string }> {
  await console1.requestVideo();
  const { link } = await newestSms(server);
  const phone = await PhonePage.open(context, link);
  await phone.consentAndStart();
  await console1.expectLivePicture();
  await ready(phone);
  return { phone, link, report: await console1.newestReport() };
}

/** Opens the link again on the same phone, and goes on where it asks. */
async function reopened(phones: BrowserContext, link: string): Promise<PhonePage> {
  const phone = await PhonePage.open(phones, link);
  const go = phone.button("映像を続ける");
  await expect(go.or(phone.button("写真を撮る"))).toBeVisible();
  if (await go.isVisible()) await go.click();
  return phone;
}

/** What keeps film is loaded after the first picture. */
async function ready(phone: PhonePage): Promise<void> {
  await expect(phone.page.locator(".kept")).toBeAttached({ timeout: 20_000 });
}

const told = (phone: PhonePage, kind: string) => phone.page.locator(`.kept[data-kind=${kind}]`);

function lateItems(): Locator {
  return console1.page.locator("[data-testid=file-item][data-kind=late]");
}

function detail(report: string): Promise<Detail> {
  return console1.page.evaluate(async (id) => (await fetch(`/api/v1/reports/${id}`)).json(), report);
}

/** Files of ours in the browser's own storage. */
function keptOn(page: Page): Promise<number> {
  return page.evaluate(async () => {
    type Folder = FileSystemDirectoryHandle & { values(): AsyncIterable<FileSystemHandle> };
    const count = async (folder: Folder): Promise<number> => {
      let files = 0;
      for await (const entry of folder.values())
        files += entry.kind === "file" ? 1 : await count(entry as unknown as Folder);
      return files;
    };
    return count((await navigator.storage.getDirectory()) as Folder);
  });
}

async function arrived(report: string): Promise<Required<Detail["files"][number]>> {
  await expect(lateItems().first()).toHaveAttribute("data-state", "viewable", { timeout: 60_000 });
  const { files } = await detail(report);
  return files.find(({ kind }) => kind === "late") as Required<Detail["files"][number]>;
}

/** The bytes as the phone sent them, on this machine's disk. */
async function original(report: string, file: string): Promise<string> {
  const base64 = await console1.page.evaluate(async (path) => {
    const bytes = new Uint8Array(await (await fetch(path)).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  }, `/api/v1/reports/${report}/files/${file}/original`);
  const path = join(mkdtempSync(join(tmpdir(), "genba-late-")), "late.webm");
  writeFileSync(path, Buffer.from(base64, "base64"));
  return path;
}

/** How long a film plays, with every frame decoded without a fault. */
function seconds(film: string): number {
  const faults = execFileSync("ffmpeg", ["-v", "error", "-i", film, "-f", "null", "-"], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  expect(faults).toBe("");
  const asked = ["-v", "error", "-select_streams", "v", "-show_entries", "packet=pts_time", "-of", "csv=p=0", film];
  const times = execFileSync("ffprobe", asked, { encoding: "utf8" }).trim().split("\n").map(parseFloat);
  return Math.max(...times) - Math.min(...times);
}

async function openFor(purpose: string, note: string): Promise<void> {
  await console1.at("purpose-choice").selectOption(purpose);
  await console1.at("purpose-note").fill(note);
  await console1.at("purpose-open").click();
  await expect(console1.at("viewing")).toBeVisible();
}

test("what was filmed while the network was away arrives, plays, and stands in the gap's place", async () => {
  const phones = await phoneContext(street);
  const { phone, report } = await begun(phones);
  await console1.page.waitForTimeout(2_000);
  const cut = Date.now();
  await phone.network.down();
  await expect(told(phone, "keeping")).toBeVisible();
  await phones.setGeolocation({ ...TOKYO_STATION, latitude: TOKYO_STATION.latitude + 0.001, accuracy: 9 });
  await phone.page.waitForTimeout(AWAY_MS - (Date.now() - cut));
  expect(await keptOn(phone.page)).toBeGreaterThan(5);
  await shot("late-01-phone-keeping", phone.page);
  await expectFlawless(phone.page, "film is kept on the phone");
  await phone.network.up();
  const back = Date.now();
  await console1.expectLivePicture();
  await shot("late-02-phone-back", phone.page);

  const { id, late } = await arrived(report);
  await expect(told(phone, "sent")).toBeVisible();
  await shot("late-03-phone-sent", phone.page);
  expect(await keptOn(phone.page)).toBe(0);
  console.log(`kept from ${late.from_ms - cut} ms after the cut to ${late.to_ms - back} ms after the network's return`);
  expect(late.from_ms - cut).toBeLessThan(NEAR_MS);
  expect(late.to_ms).toBeGreaterThan(back - NEAR_MS);
  const length = seconds(await original(report, id));
  expect(Math.abs(length * 1000 - (late.to_ms - late.from_ms))).toBeLessThan(NEAR_MS);
  const { track } = await detail(report);
  const away = track.filter(({ position: { at_ms } }) => at_ms > cut && at_ms < back);
  expect(away.length, "positions of the gap, with their own times").toBeGreaterThan(0);
  await expect(console1.page.locator(".guidance-stuck, .row-stuck"), "nothing is in the way any more").toHaveCount(0);
  await shot("late-04-console-live", console1.page);

  await console1.end();
  await expect(console1.page.locator("[data-testid=file-item][data-kind=recording]")).toHaveAttribute("data-state", "viewable", { timeout: 30_000 });
  await openFor("consistency", "通信が切れた間の様子");
  await expect(console1.at("late-parts")).toBeVisible();
  const boxOf = async (what: Locator) => (await what.first().boundingBox())!;
  const span = await boxOf(console1.at("late-span"));
  const gaps = await console1.page.locator(".lanes .gap").all();
  const boxes = await Promise.all(gaps.map(boxOf));
  const widest = boxes.reduce((a, b) => (b.width > a.width ? b : a));
  const shared = Math.min(span.x + span.width, widest.x + widest.width) - Math.max(span.x, widest.x);
  expect(shared / widest.width, "the late part lies in the gap").toBeGreaterThan(0.6);
  for (const { name, language, options } of looks) {
    await console1.page.emulateMedia({ colorScheme: options.colorScheme });
    await console1.page.setViewportSize(options.viewport);
    if ((await console1.page.locator("html").getAttribute("lang")) !== language) await console1.at("language").click();
    await console1.at("player").scrollIntoViewIfNeeded();
    await expectFits(console1.page, "a late part on the time line");
    await expectAccessible(console1.page, "a late part on the time line");
    await shot(`late-05-${name.replaceAll(" ", "-")}`, console1.page);
  }
  await console1.page.setViewportSize({ width: 1440, height: 900 });
  await console1.page.locator("[data-testid=happened-row][data-kind=late]").click();
  const film = console1.at("opened-film");
  await expect.poll(() => film.evaluate((it: HTMLVideoElement) => it.currentTime), { timeout: 20_000 }).toBeGreaterThan(0.5);
  await expect(console1.at("late-shown")).toBeVisible();
  await shot("late-06-opened", console1.page);
  await console1.at("to-live").click();
  if ((await console1.page.locator("html").getAttribute("lang")) !== "ja") await console1.at("language").click();
  await phones.close();
});

test("a page that was closed meanwhile sends what it kept when the link is opened again", async () => {
  const phones = await phoneContext(street);
  const { phone, link, report } = await begun(phones);
  await phone.network.down();
  await expect(told(phone, "keeping")).toBeVisible();
  await phone.page.waitForTimeout(5_000);
  await phone.page.close();
  const again = await reopened(phones, link);
  await console1.expectLivePicture();
  const { late } = await arrived(report);
  expect(late.to_ms - late.from_ms).toBeGreaterThan(2_500);
  await expect.poll(() => keptOn(again.page)).toBe(0);
  await console1.end();
  await phones.close();
});

test("a phone that was given up brings what it kept, and keeps nothing after", async () => {
  const phones = await phoneContext(street);
  const { phone, link, report } = await begun(phones);
  await phone.network.down();
  await expect(told(phone, "keeping")).toBeVisible();
  await phone.page.waitForTimeout(4_000);
  await phone.page.close();
  await expect(console1.at("stuck")).toHaveAttribute("data-obstacle", "offline");
  // The grace begins when the media node says so, too.
  await expect.poll(async () => (await detail(report)).report.state, { timeout: 20_000 }).toBe("interrupted");
  await server.minutesPass(4);
  await expect(console1.at("end-reason-shown")).toHaveAttribute("data-reason", "connection_lost", { timeout: 20_000 });
  const over = await PhonePage.open(phones, link);
  await expect(told(over, "sending").or(told(over, "sent"))).toBeVisible();
  await shot("late-07-phone-over", over.page);
  await arrived(report);
  await expect(told(over, "sent")).toBeVisible();
  await expect.poll(() => keptOn(over.page)).toBe(0);
  await phones.close();
});

test("whoever ends the report takes along what was not sent", async () => {
  const phones = await phoneContext(street);
  const { phone } = await begun(phones);
  await phone.network.down();
  await expect(told(phone, "keeping")).toBeVisible();
  await phone.page.waitForTimeout(2_500);
  expect(await keptOn(phone.page)).toBeGreaterThan(0);
  await phone.button("終わる").click();
  await phone.button("終わる").click();
  await expect(told(phone, "dropped")).toBeVisible();
  await shot("late-08-phone-dropped", phone.page);
  await expect.poll(() => keptOn(phone.page)).toBe(0);
  await phone.network.up();
  await expect(console1.at("end-reason-shown")).toHaveAttribute("data-reason", "caller_ended", { timeout: 30_000 });
  await expect(lateItems()).toHaveCount(0);
  await phones.close();
});

/** The browser refuses every byte beyond; its own estimate says nothing of that. */
async function quota(phones: BrowserContext, phone: PhonePage, quotaSize: number): Promise<void> {
  const storage = await phones.newCDPSession(phone.page);
  await storage.send("Storage.overrideQuotaForOrigin", { origin: server.origin, quotaSize });
}

test("a phone without room keeps nothing and says nothing false", async () => {
  const phones = await phoneContext(street);
  const { phone } = await begun(phones);
  await quota(phones, phone, 1);
  await phone.network.down();
  await phone.page.waitForTimeout(6_000);
  await expect(phone.page.locator(".kept")).toBeHidden();
  expect(await keptOn(phone.page)).toBe(0);
  await phone.network.up();
  await console1.expectLivePicture();
  await expect(lateItems()).toHaveCount(0);
  await console1.end();
  await phones.close();
});

test("where room runs out, what is kept stays and is sent", async () => {
  const phones = await phoneContext(street);
  const { phone, report } = await begun(phones);
  await quota(phones, phone, 600_000);
  await phone.network.down();
  await expect(told(phone, "full")).toBeVisible({ timeout: 40_000 });
  await shot("late-09-phone-full", phone.page);
  await phone.network.up();
  await console1.expectLivePicture();
  const { id, late } = await arrived(report);
  const length = seconds(await original(report, id));
  expect(length).toBeGreaterThan(0.5);
  expect(Math.abs(length * 1000 - (late.to_ms - late.from_ms))).toBeLessThan(NEAR_MS);
  await console1.end();
  await phones.close();
});

for (const lack of ["delete window.StorageManager?.prototype.getDirectory", "delete window.MediaRecorder"]) {
  test(`a browser that cannot keep film works as before (${lack})`, async () => {
    const phones = await phoneContext(street);
    await phones.addInitScript(lack);
    const faults: Error[] = [];
    phones.on("weberror", (fault) => faults.push(fault.error()));
    await console1.requestVideo();
    const phone = await PhonePage.open(phones, (await newestSms(server)).link);
    await phone.consentAndStart();
    await console1.expectLivePicture();
    await phone.network.down();
    await phone.page.waitForTimeout(4_000);
    expect(await phone.page.locator(".kept:visible").count()).toBe(0);
    await phone.network.up();
    await console1.expectLivePicture();
    expect(faults).toEqual([]);
    await console1.end();
    await phones.close();
  });
}
