// The recording of a report: made from what the media node kept, opened for a purpose, played under
// a watermark, and gone on its day.
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type Locator, type Page, expect } from "@playwright/test";
import { expectAccessible, expectFits } from "./accessible";
import { TOKYO_STATION, consoleContext, launchConsoleBrowser, launchPhoneBrowser, phoneContext } from "./browsers";
import { ConsolePage, newestSms } from "./console-page";
import { made } from "./film/film";
import { looks } from "./looks";
import { PhonePage } from "./phone-page";
import { test } from "./refusals";
import { Server } from "./server";

const FILMED_MS = 8_000;

let server: Server;
let desk: Browser;
let street: Browser;
let operator: ConsolePage;
let report: string;

test.describe.configure({ mode: "serial" });

test.beforeAll(async () => {
  server = await Server.start(["--clock"]);
  [desk, street] = await Promise.all([
    launchConsoleBrowser(server.ready.ca_certificate),
    launchPhoneBrowser(server.ready.ca_certificate),
  ]);
});

test.afterAll(async () => {
  await Promise.all([desk?.close(), street?.close()]);
  await server?.stop();
});

async function shot(name: string, page: Page): Promise<void> {
  mkdirSync(join(made, "pictures"), { recursive: true });
  await page.screenshot({ path: join(made, "pictures", `${name}.png`), fullPage: true });
}

const time = (film: Locator) => film.evaluate((it: HTMLVideoElement) => it.currentTime);
const length = (film: Locator) => film.evaluate((it: HTMLVideoElement) => it.duration);

/** What is asked of the files of reports. */
function filesAsked(page: Page): string[] {
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/files/")) asked.push(new URL(request.url()).pathname);
  });
  return asked;
}

async function openFor(console1: ConsolePage, purpose: string, note: string): Promise<void> {
  await console1.at("purpose-choice").selectOption(purpose);
  await console1.at("purpose-note").fill(note);
  await console1.at("purpose-open").click();
  await expect(console1.at("viewing")).toBeVisible();
}

test("a report that was filmed has a recording, and nothing of it loads before a purpose", async () => {
  operator = await ConsolePage.signIn(await consoleContext(desk), server, "op1");
  await operator.requestVideo();
  const phones = await phoneContext(street);
  const phone = await PhonePage.open(phones, (await newestSms(server)).link);
  await phone.consentAndStart();
  await operator.expectLivePicture();
  report = await operator.newestReport();
  await operator.at("phrase-hold_still").click();
  await phones.setGeolocation({ ...TOKYO_STATION, latitude: TOKYO_STATION.latitude + 0.002, accuracy: 9 });
  await operator.page.waitForTimeout(FILMED_MS);
  await operator.end();

  await expect(operator.at("purpose")).toBeVisible();
  const asked = filesAsked(operator.page);
  const row = operator.page.locator("[data-testid=file-item][data-kind=recording]");
  await expect(row).toHaveAttribute("data-state", "viewable", { timeout: 30_000 });
  await operator.page.waitForTimeout(500);
  expect(asked).toEqual([]);
  await expectAccessible(operator.page, "a purpose is asked");
  await shot("recording-01-purpose", operator.page);
  const id = await row.getAttribute("data-file");
  const refused = await operator.call("GET", `/api/v1/reports/${report}/files/${id}/view`);
  expect(refused).toEqual({ status: 403, code: "no_viewing" });
  await operator.at("purpose-open").click();
  await expect(operator.at("problem")).toHaveAttribute("data-code", "field_missing");
});

test("it plays, is moved in, and carries who looks at it", async () => {
  await openFor(operator, "investigation", "事案2026-0123の車両の確認");
  const film = operator.at("recording-film");
  await expect.poll(() => length(film)).toBeGreaterThan(FILMED_MS / 1000 - 2);
  await operator.at("play").click();
  await expect.poll(() => time(film)).toBeGreaterThan(0.5);
  await operator.at("play").click();

  const middle = (await length(film)) / 2;
  const lanes = (await operator.at("lanes").boundingBox())!;
  await operator.page.mouse.click(lanes.x + lanes.width / 2, lanes.y + 4);
  await expect.poll(async () => Math.abs((await time(film)) - middle)).toBeLessThan(1);
  await operator.at("time-slider").focus();
  await operator.page.keyboard.press("Home");
  await expect.poll(() => time(film)).toBeLessThan(0.2);
  await operator.page.keyboard.press("ArrowRight");
  await expect.poll(async () => Math.abs((await time(film)) - 5)).toBeLessThan(0.2);
  const said = operator.at("happened-row").and(operator.page.locator("[data-kind=message]"));
  await said.click();
  await expect(said).toHaveAttribute("aria-current", "time");

  const person = (await operator.page.evaluate(async () => (await fetch("/api/v1/me")).json())) as { name: string };
  const watermark = operator.at("watermark");
  await expect(watermark).toContainText(person.name);
  await expect(watermark).toContainText(/\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}/);
  await operator.at("film-full-screen").click();
  await expect.poll(() => operator.page.evaluate(() => document.fullscreenElement?.querySelector(".watermark") !== null)).toBe(true);
  await operator.page.evaluate(() => document.exitFullscreen());
});

for (const { name, language, options } of looks) {
  test(`the recording's screen can be read by everybody (${name})`, async () => {
    await operator.page.emulateMedia({ colorScheme: options.colorScheme });
    await operator.page.setViewportSize(options.viewport);
    const shown = await operator.page.locator("html").getAttribute("lang");
    if (shown !== language) await operator.at("language").click();
    await operator.at("player").scrollIntoViewIfNeeded();
    await expectFits(operator.page, "a recording");
    await expectAccessible(operator.page, "a recording");
    await shot(`recording-02-${name.replaceAll(" ", "-")}`, operator.page);
  });
}

test("who opened it, and what for, stands in the trail", async () => {
  const manager = await ConsolePage.signIn(await consoleContext(desk), server, "mgr1");
  const lines = await manager.page.evaluate(async () => {
    const page = (await (await fetch("/api/v1/trail?action=view_recording")).json()) as {
      lines: { result: string; subjects: string[] }[];
    };
    return page.lines;
  });
  const opened = lines.filter(({ result }) => result === "allowed").map(({ subjects }) => subjects.join(" "));
  const own = opened.filter((subjects) => subjects.includes(report));
  expect(own.join()).toContain("word:investigation");
  await manager.page.context().close();
});

test("on its day it is refused, and gone", async () => {
  const film = await operator.at("recording-film").getAttribute("src");
  await server.minutesPass(9 * 24 * 60);
  const later = await ConsolePage.signIn(await consoleContext(desk), server, "op1");
  expect(await later.call("GET", film!)).toEqual({ status: 410, code: "report_erased" });
  for (const kept of ["files", "journal"]) {
    await expect.poll(() => existsSync(join(server.data, kept, report)), { timeout: 60_000 }).toBe(false);
  }
});
