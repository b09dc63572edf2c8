// The whole journey, from an operator's sign-in to a finished report, in real browsers against the
// real server. Each step takes the screenshots that people look at before they believe it.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContext, type Locator, type Page, expect } from "@playwright/test";
import { TOKYO_STATION, consoleContext, launchConsoleBrowser, launchPhoneBrowser, phoneContext } from "./browsers";
import { ConsolePage, PHONE_NUMBER, newestSms } from "./console-page";
import { largePicture, made, phoneFilm, phonePicture } from "./film/film";
import { PhonePage } from "./phone-page";
import { test } from "./refusals";
import { Server } from "./server";

const pictures = join(made, "pictures");
let server: Server;
let desk: Browser;
let street: Browser;

test.beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  await Promise.all([phonePicture(), phoneFilm(), largePicture()]);
  server = await Server.start();
  desk = await launchConsoleBrowser(server.ready.ca_certificate);
  street = await launchPhoneBrowser(server.ready.ca_certificate);
});

test.afterAll(async () => {
  await Promise.all([desk?.close(), street?.close()]);
  await server?.stop();
});

async function shot(name: string, page: Page): Promise<void> {
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

test("from a text message to a live picture with its place, and to the end", async () => {
  const deskContext = await consoleContext(desk);
  const console1 = await ConsolePage.signIn(deskContext, server, "op1");
  const { link } = await requestsVideo(console1);

  const phones = await phoneContext(street);
  await tenPlainGetsChangeNothing(console1, link);
  const phone = await consents(console1, phones, link);
  await seesPictureAndPlace(console1, phones);
  await othersWatchOrNot(console1);
  await stillsAndFilms(console1, phone);
  await texts(console1, phone);
  await networkGoneForFiveSeconds(console1, phone);
  const reopened = await closedAndReopened(console1, phone, phones, link);
  const second = await otherPhone(console1, link);
  await ends(console1, second, link);
  await reopened.page.close();
});

async function requestsVideo(console1: ConsolePage) {
  await shot("console-01-signed-in", console1.page);
  await console1.fillRequest();
  await shot("console-02-request", console1.page);
  await console1.at("prepare").click();
  for (const group of PHONE_NUMBER.groups) await expect(console1.at("prepared-groups")).toContainText(group);
  await shot("console-03-compare", console1.page);
  await console1.compareAndSend();
  await console1.expectStep("sent");
  await console1.expectStep("delivered");
  await shot("console-04-sent", console1.page);
  const sms = await newestSms(server);
  expect([...sms.text].length).toBeLessThanOrEqual(70);
  expect(new URL(sms.link).hash).toMatch(/^#[0-9A-Za-z]{22,}$/);
  return sms;
}

async function tenPlainGetsChangeNothing(console1: ConsolePage, link: string) {
  for (let n = 0; n < 10; n++) expect((await server.call("GET", link)).status).toBe(200);
  await expect(console1.at("funnel-step-opened")).toHaveAttribute("data-reached", "false");
}

async function consents(console1: ConsolePage, phones: BrowserContext, link: string): Promise<PhonePage> {
  const phone = await PhonePage.open(phones, link);
  await expect(phone.button("同意して始める")).toBeVisible();
  await console1.expectStep("opened");
  const word = (await console1.at("check-word").textContent())!.trim();
  await expect(phone.page.getByText(word)).toBeVisible();
  await shot("phone-01-consents", phone.page);
  await phone.button("同意して始める").click();
  await expect(phone.page.getByRole("alert").filter({ hasText: "チェック" })).toBeVisible();
  await expect(console1.at("funnel-step-consented")).toHaveAttribute("data-reached", "false");
  await phone.consentAndStart();
  for (const step of ["consented", "permitted", "connected", "first_picture", "first_frame"]) await console1.expectStep(step);
  return phone;
}

async function seesPictureAndPlace(console1: ConsolePage, phones: BrowserContext) {
  await expect(console1.at("municipality")).toContainText("東京都千代田区");
  await expect(console1.at("coordinates")).toContainText("35.6812");
  await expect(console1.at("accuracy")).toContainText("18");
  await console1.expectLivePicture();
  await expect(console1.at("report-state")).toHaveAttribute("data-state", "live");
  for (const step of [1, 2, 3, 4]) {
    await phones.setGeolocation({ ...TOKYO_STATION, latitude: TOKYO_STATION.latitude + step * 0.0006, accuracy: 9 });
    await expect(console1.at("coordinates")).toContainText((TOKYO_STATION.latitude + step * 0.0006).toFixed(4));
  }
  await expect(console1.page.locator("[data-testid=map] canvas")).toBeVisible();
  await console1.page.waitForTimeout(1500);
  await shot("console-05-live", console1.page);
}

async function othersWatchOrNot(console1: ConsolePage) {
  const reportUrl = console1.page.url();
  const watchers = await Promise.all(["op2", "op3"].map(async (user) => {
    const context = await consoleContext(desk);
    const other = await ConsolePage.signIn(context, server, user);
    await other.openNewestReport();
    await other.expectLivePicture();
    return context;
  }));
  await console1.expectLivePicture();
  const neighbours = await consoleContext(desk);
  const neighbour = await ConsolePage.signIn(neighbours, server, "opb1");
  await expect(neighbour.at("report-row")).toHaveCount(0);
  await neighbour.page.goto(reportUrl);
  await expect(neighbour.at("live-video")).toHaveCount(0);
  const id = await console1.at("report-row").first().getAttribute("data-report");
  for (const path of ["", "/watch"]) {
    const answer = await neighbour.call(path ? "POST" : "GET", `/api/v1/reports/${id}${path}`);
    expect(answer).toEqual({ status: 404, code: "report_not_found" });
  }
  await Promise.all([...watchers, neighbours].map((context) => context.close()));
}

async function stillsAndFilms(console1: ConsolePage, phone: PhonePage) {
  await phone.expectWatched();
  await shot("phone-02-live", phone.page);
  const files = console1.at("file-item");
  const before = await files.count();
  await phone.button("写真を撮る").click();
  await expect(files).toHaveCount(before + 1);
  await phone.page.locator("input[type=file]").setInputFiles([await phonePicture(), await phoneFilm(), await largePicture()]);
  await expect(files).toHaveCount(before + 4);
  for (const item of await files.all()) await expect(item).toHaveAttribute("data-state", "viewable", { timeout: 60_000 });
  for (const item of await files.all()) await expectDrawn(item.getByTestId("file-open").locator("img"));
  await shot("phone-03-sent-files", phone.page);
  await shot("console-06-files", console1.page);
}

async function expectDrawn(image: Locator): Promise<void> {
  await image.scrollIntoViewIfNeeded();
  await expect.poll(() => image.evaluate((i) => (i as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
}

async function texts(console1: ConsolePage, phone: PhonePage) {
  await console1.at("phrase-hold_still").click();
  await expect(phone.page.getByText("電話を動かさずに持ってください。").first()).toBeVisible();
  await console1.at("message-input").fill("車の番号は見えますか");
  await console1.at("message-send").click();
  await expect(phone.page.getByText("車の番号は見えますか").first()).toBeVisible();
  await expect(console1.page.locator("[data-testid=message][data-delivered=true]")).toHaveCount(2);
  await phone.say("白い車です。12-34です。");
  await expect(console1.page.getByText("白い車です。12-34です。").first()).toBeVisible();
  await shot("phone-04-messages", phone.page);
  await shot("console-07-messages", console1.page);
}

async function networkGoneForFiveSeconds(console1: ConsolePage, phone: PhonePage) {
  const number = await console1.at("report-row").first().getAttribute("data-number");
  await phone.network.down();
  await expect(phone.page.getByText("電波がありません").first()).toBeVisible();
  await expect(console1.at("report-state")).toHaveAttribute("data-state", "interrupted");
  await shot("console-08-interrupted", console1.page);
  await shot("phone-05-offline", phone.page);
  await phone.page.waitForTimeout(2500);
  await phone.network.up();
  await expect(console1.at("report-state")).toHaveAttribute("data-state", "live");
  await console1.expectLivePicture();
  await expect(console1.at("report-row")).toHaveCount(1);
  expect(await console1.at("report-row").first().getAttribute("data-number")).toBe(number);
}

async function closedAndReopened(console1: ConsolePage, phone: PhonePage, phones: BrowserContext, link: string) {
  await phone.page.close();
  await expect(console1.at("report-state")).toHaveAttribute("data-state", "interrupted");
  const again = await PhonePage.open(phones, link);
  const go = again.button("映像を続ける");
  const live = again.button("写真を撮る");
  await expect(go.or(live)).toBeVisible();
  if (await go.isVisible()) await go.click();
  await expect(console1.at("report-state")).toHaveAttribute("data-state", "live");
  await console1.expectLivePicture();
  return again;
}

async function otherPhone(console1: ConsolePage, link: string): Promise<PhonePage> {
  const others = await phoneContext(street);
  const second = await PhonePage.open(others, link);
  await second.consentAndStart();
  await expect(second.page.getByText("別の電話で使われています")).toBeVisible();
  await expect(console1.at("stuck")).toHaveAttribute("data-obstacle", "other_device");
  await shot("phone-06-other-phone", second.page);
  await shot("console-09-other-phone", console1.page);
  await console1.at("readmit").click();
  await expect(second.button("写真を撮る")).toBeVisible();
  await console1.expectLivePicture();
  return second;
}

async function ends(console1: ConsolePage, phone: PhonePage, link: string) {
  await console1.end();
  const begin = Date.now();
  await expect(phone.page.getByText("送信を終わりました")).toBeVisible();
  expect(Date.now() - begin).toBeLessThan(2000);
  await shot("phone-07-ended", phone.page);
  const start = { token: new URL(link).hash.slice(1), consents: {}, language: "ja", text_version: "none" };
  expect((await server.call("POST", "/api/v1/caller/start", start)).status).toBe(410);
  expect((await server.call("GET", link)).status).toBe(200);
  await expect(console1.at("report-state")).toHaveAttribute("data-state", "ended");
  await expect(console1.at("totals")).toBeVisible();
  await shot("console-10-ended", console1.page);
  await phone.page.reload();
  await expect(phone.page.getByText("映像の送信は終わりました")).toBeVisible();
}
