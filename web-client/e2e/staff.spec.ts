// T3 in real browsers: the sheet, the officers' phones, codes and reports of uses, a leak, and
// live reports that reception shows to officers (VR-5, D2, D3).
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type Page, expect } from "@playwright/test";
import { AdminPage } from "./admin-page";
import { TOKYO_STATION, consoleContext, launchConsoleBrowser, launchPhoneBrowser, phoneContext } from "./browsers";
import { ConsolePage, newestSms } from "./console-page";
import { made } from "./film/film";
import { PhonePage } from "./phone-page";
import { test } from "./refusals";
import { Server } from "./server";
import { JIRO, OfficerPage, TARO, change, codeFor, deviceRow, issueSheet, openUrl, readCode, unitCode } from "./staff-page";

const pictures = join(made, "pictures");
/** What an officer in the field must hear of at once. */
const AT_ONCE_MS = 2_500;
let server: Server;
let desk: Browser;
let street: Browser;
let chief: AdminPage;
let manager: AdminPage;
let console1: ConsolePage;

test.beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  server = await Server.start(["--clock"]);
  desk = await launchConsoleBrowser(server.ready.ca_certificate);
  street = await launchPhoneBrowser(server.ready.ca_certificate);
  chief = await AdminPage.signIn(await consoleContext(desk), server, "chief1", "management");
  manager = await AdminPage.signIn(await consoleContext(desk), server, "mgr1", "reception");
  console1 = await ConsolePage.signIn(await consoleContext(desk), server, "op1");
});

test.afterEach(async () => {
  for (const context of street.contexts()) await context.close();
});

test.afterAll(async () => {
  await Promise.all([desk?.close(), street?.close()]);
  await server?.stop();
});

async function shot(name: string, page: Page): Promise<void> {
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

async function phoneOf(url: string): Promise<OfficerPage> {
  return OfficerPage.open(await phoneContext(street, { permissions: ["geolocation", "camera"] }), url);
}

async function registered(url: string, officer = TARO): Promise<OfficerPage> {
  const phone = await phoneOf(url);
  await phone.register(officer);
  return phone;
}

/** The officer's running report at the console; one whose page went away is interrupted. */
async function reportOf(name: string) {
  const running = "[data-testid=report-row]:not([data-state=ended]):not([data-state=interrupted])";
  const row = console1.page.locator(running, { hasText: name });
  await expect(row).toBeVisible();
  return row;
}

async function streaming(sheet: { number: string; url: string }, officer = TARO): Promise<OfficerPage> {
  const phone = await registered(sheet.url, officer);
  await phone.enter(await codeFor(manager, sheet.number, officer));
  await phone.start();
  await (await reportOf(officer.name)).click();
  await console1.expectLivePicture();
  return phone;
}

test("T3: sheet, QR code, registration, the manager's code, live picture and position at the console", async () => {
  const sheet = await issueSheet(chief);
  // proves VR-5.1.1
  expect(sheet.url).toMatch(new RegExp(`^${server.origin}/s/#[0-9A-Za-z]{22,}$`));
  await shot("staff-01-sheet", chief.page);
  await chief.at("staff-sheet-close").click();

  const phone = await phoneOf(sheet.url);
  // Nobody is registered who has not read the instruction (VR-5.2.2).
  await phone.page.getByLabel("職員番号").fill(TARO.number);
  await phone.page.getByLabel("氏名").fill(TARO.name);
  await phone.button("登録する").click();
  await phone.expectRefused("instruction_not_acknowledged");
  await shot("staff-02-register", phone.page);
  await phone.register(TARO);
  await registered(sheet.url, JIRO);
  await openUrl(chief, sheet.number);
  for (const officer of [TARO, JIRO]) await expect(deviceRow(chief, officer)).toHaveAttribute("data-state", "registered");

  // Reported beforehand from the phone; the manager reads the code out.
  await phone.page.getByText("コードの受け方").click();
  await phone.button("先に使用を報告する").click();
  // An exception needs its reason (VR-5.2.1).
  await phone.page.getByRole("radio", { name: "例外" }).check({ force: true });
  await phone.button("報告する").click();
  await phone.expectRefused("reason_missing_for_exception");
  await phone.page.getByRole("radio", { name: "初動警察活動" }).check({ force: true });
  await phone.page.getByLabel("内容").fill("三叉路の交通事故");
  await phone.button("報告する").click();
  await expect(phone.page.getByText("運用管理者からコードを聞いて")).toBeVisible();
  await manager.go("#/staff", "staff-urls");
  const use = manager.page.locator(`[data-testid=staff-use][data-number="${TARO.number}"]`);
  await use.getByTestId("staff-use-code").click();
  await shot("staff-03-code", manager.page);
  await manager.at("staff-code-make").click();
  const code = await readCode(manager);
  expect(code).toMatch(/^\d{8}$/);

  await phone.enter(code);
  await shot("staff-04-ready", phone.page);
  await phone.start();
  await (await reportOf(TARO.name)).click();
  await console1.expectLivePicture();
  await phone.expectLook("watched");
  await expect(console1.at("staff-band")).toContainText(`${TARO.name}（${TARO.unit}）`);
  await expect(console1.at("staff-reported")).toBeVisible();
  await expect(console1.at("municipality")).toContainText("東京都千代田区");
  await shot("staff-05-live-phone", phone.page);
  await shot("staff-06-live-console", console1.page);

  // Stills and words both ways, as with a caller.
  await phone.button("写真").click();
  await expect(phone.page.getByText("送りました").first()).toBeVisible();
  await phone.end();
  await expect(phone.page.getByTestId("report-now")).toHaveCount(0);
});

test("VR-5.1.2: no time: the unit's code, a duty, the report from the phone, closed", async () => {
  const sheet = await issueSheet(chief);
  const phone = await registered(sheet.url);
  await phone.enter(await unitCode(manager, sheet.number));
  await phone.start();
  await (await reportOf(TARO.name)).click();
  await console1.expectLivePicture();
  await expect(console1.at("staff-report-due").first()).toContainText("報告なしで使用");
  await manager.go("#/staff", "staff-urls");
  const use = manager.page.locator(`[data-testid=staff-use][data-number="${TARO.number}"]`).first();
  await expect(use).toHaveAttribute("data-state", "used");
  await phone.end();
  await shot("staff-07-ended", phone.page);
  await phone.page.getByTestId("report-now").click();
  await phone.page.getByLabel("内容").fill("沿道の警戒");
  await phone.button("報告する").click();
  await expect(phone.page.getByText("報告しました。")).toBeVisible();
  await expect(use).toHaveAttribute("data-state", "closed");
});

test("VR-5.2.3: a leak: destroyed by the chief, every phone says so at once and the live report ends", async () => {
  const sheet = await issueSheet(chief);
  const live = await streaming(sheet);
  const idle = await registered(sheet.url, JIRO);
  const stranger = await phoneOf(sheet.url);
  await expect(stranger.page.getByText("この電話を登録する")).toBeVisible();
  // The manager may stop it in an emergency, and no more (O-6).
  await openUrl(manager, sheet.number);
  await expect(manager.at("staff-destroy")).toHaveCount(0);
  await openUrl(chief, sheet.number);
  await change(chief, "destroy", "用紙の写真が出回った");
  const destroyed = Date.now();
  for (const phone of [live, idle, stranger]) {
    // proves VR-5.2.3
    await expect(phone.page.getByText("この職員用URLは破棄されました")).toBeVisible({ timeout: AT_ONCE_MS });
  }
  expect(Date.now() - destroyed).toBeLessThan(2 * AT_ONCE_MS);
  await shot("staff-08-destroyed", live.page);
  await expect(console1.at("end-reason-shown")).toHaveAttribute("data-reason", "staff_url_destroyed");
  await expect(chief.at("staff-url-state")).toHaveAttribute("data-state", "destroyed");
  const answer = await server.call("POST", "/api/v1/staff/open", { token: new URL(sheet.url).hash.slice(1) });
  expect(answer.status).toBe(410);
});

test("O-6: suspended by the manager, resumed by the chief, and the phone goes on by itself", async () => {
  const sheet = await issueSheet(chief);
  const phone = await registered(sheet.url);
  await openUrl(manager, sheet.number);
  await change(manager, "suspend", "用紙の行方がわからない");
  await expect(phone.page.getByText("この職員用URLは一時停止中です")).toBeVisible({ timeout: AT_ONCE_MS });
  await shot("staff-09-suspended", phone.page);
  await expect(manager.at("staff-resume")).toHaveCount(0);
  await openUrl(chief, sheet.number);
  await change(chief, "resume", "用紙が見つかった");
  await expect(phone.page.getByLabel("アクセスコード")).toBeVisible({ timeout: AT_ONCE_MS });
});

test("VR-5.1.3: wrong codes lock the phone, the manager's new code opens it, and a removed phone is a stranger", async () => {
  const sheet = await issueSheet(chief);
  const phone = await registered(sheet.url);
  for (let tries = 1; tries <= 5; tries++) {
    await phone.enter("00000000");
    await phone.start();
    if (tries < 5) await phone.expectRefused("code_wrong");
  }
  await expect(phone.page.getByText("この電話は止まっています")).toBeVisible();
  await shot("staff-10-locked", phone.page);
  await openUrl(manager, sheet.number);
  await expect(deviceRow(manager, TARO)).toHaveAttribute("data-state", "locked");
  const code = await codeFor(manager, sheet.number, TARO);
  await phone.enter(code);
  await phone.start();
  await (await reportOf(TARO.name)).click();
  await console1.expectLivePicture();
  await openUrl(chief, sheet.number);
  await deviceRow(chief, TARO).getByTestId("staff-remove").click();
  await chief.at("staff-change-reason").fill("異動");
  await chief.at("staff-change-submit").click();
  await expect(phone.page.getByText("この電話を登録する")).toBeVisible();
  await expect(deviceRow(chief, TARO)).toHaveAttribute("data-state", "removed");
});

test("a caller's report is shown to the officer on the way, with the place, and taken back", async () => {
  const sheet = await issueSheet(chief);
  const officer = await streaming(sheet);
  await console1.requestVideo();
  const { link } = await newestSms(server);
  const place = { ...TOKYO_STATION, latitude: TOKYO_STATION.latitude + 0.02 };
  const caller = await PhonePage.open(await phoneContext(street, { geolocation: place }), link);
  await caller.consentAndStart();
  await console1.page.locator("[data-testid=report-row]:not([data-state=ended])", { hasNotText: TARO.name }).click();
  await console1.expectLivePicture();
  await expect(console1.at("officers-near")).toContainText(TARO.name);

  await console1.at("show-officers").click();
  await console1.at("show-chosen").check();
  await console1.at("show-officer").check();
  await shot("staff-11-show", console1.page);
  await console1.at("show-submit").click();
  await expect(console1.at("shown-panel")).toContainText(TARO.name);
  await officer.page.getByTestId("to-shown").click();
  const video = officer.page.getByTestId("shown-video");
  const time = () => video.evaluate((element) => (element as HTMLVideoElement).currentTime);
  await expect.poll(time, { timeout: 20_000 }).toBeGreaterThan(1);
  await expect(officer.page.getByTestId("way")).toContainText("ここから北へ 2.2 km");
  await expect(officer.page.getByTestId("map-app")).toHaveAttribute("href", /^geo:35\.70/);
  await expect(console1.at("officers-watching")).toHaveAttribute("data-count", "1");
  await shot("staff-12-shown-phone", officer.page);
  await shot("staff-13-shown-console", console1.page);

  await console1.at("show-take-back").click();
  await expect(console1.at("shown-panel")).toHaveCount(0);
  await expect(officer.page.getByTestId("shown")).toHaveCount(0, { timeout: AT_ONCE_MS });
  await officer.expectLook("sending");
  await officer.end();
  await caller.page.close();
});

test("VR-5.2.1: after half an hour the officer is asked; a reload goes on with the session", async () => {
  const sheet = await issueSheet(chief);
  const phone = await streaming(sheet);
  await phone.page.reload();
  await phone.button("送信を続ける").click();
  await console1.expectLivePicture();
  await server.minutesPass(31);
  // proves VR-5.2.1
  await expect(phone.page.getByTestId("still-initial")).toBeVisible();
  await expect(console1.at("staff-asked")).toBeVisible();
  await shot("staff-14-asked", phone.page);
  await phone.button("例外として続ける").click();
  await phone.button("この理由で続ける").click();
  await phone.expectRefused("reason_missing_for_exception");
  await phone.page.getByLabel("例外の理由").fill("規制の継続");
  await phone.button("この理由で続ける").click();
  await expect(phone.page.getByTestId("still-initial")).toHaveCount(0);
  await expect(console1.at("staff-purpose")).toHaveAttribute("data-purpose", "exception");
  await server.minutesPass(31);
  await expect(phone.page.getByTestId("still-initial")).toBeVisible();
  await server.minutesPass(6);
  await expect(console1.at("staff-unanswered")).toBeVisible();
  // Nobody's picture stops for want of an answer.
  await console1.expectLivePicture();
});
