// Callers who cannot or will not: each gets one sentence that helps, and the console shows why.
import { type Browser, devices, expect } from "@playwright/test";
import { consoleContext, launchConsoleBrowser, launchPhoneBrowser, phoneContext } from "./browsers";
import { ConsolePage, newestSms } from "./console-page";
import { largePicture, phonePicture } from "./film/film";
import { PhonePage } from "./phone-page";
import { test } from "./refusals";
import { Server } from "./server";

let server: Server;
let desk: Browser;
let street: Browser;
let console1: ConsolePage;
let link: string;

test.beforeAll(async () => {
  await Promise.all([phonePicture(), largePicture()]);
  server = await Server.start();
  desk = await launchConsoleBrowser(server.ready.ca_certificate);
  street = await launchPhoneBrowser(server.ready.ca_certificate, "denied");
  console1 = await ConsolePage.signIn(await consoleContext(desk), server, "op1");
});

test.beforeEach(async () => {
  await console1.requestVideo();
  ({ link } = await newestSms(server));
});

test.afterAll(async () => {
  await Promise.all([desk?.close(), street?.close()]);
  await server?.stop();
});

test("a caller who does not agree is thanked, and the console shows the refusal", async () => {
  const phone = await PhonePage.open(await phoneContext(street), link);
  await phone.button("同意しない").click();
  await expect(phone.page.getByText("映像は送られません")).toBeVisible();
  await expect(console1.at("report-state")).toHaveAttribute("data-state", "refused");
  await phone.page.reload();
  await expect(phone.page.getByText("映像の送信は終わりました")).toBeVisible();
});

test("a denied camera is named on both sides, and pictures still arrive", async () => {
  const phone = await PhonePage.open(await phoneContext(street), link);
  await phone.consentAndStart();
  await expect(phone.page.getByText("カメラが許可されていません")).toBeVisible();
  await expect(console1.at("stuck")).toHaveAttribute("data-obstacle", "camera_denied");
  await phone.page.locator("input[type=file]").setInputFiles([await phonePicture(), await largePicture()]);
  await expect(console1.at("file-item")).toHaveCount(2);
  for (const item of await console1.at("file-item").all()) await expect(item).toHaveAttribute("data-state", "viewable", { timeout: 60_000 });
});

test("a denied position is shown on the console", async () => {
  const phone = await PhonePage.open(await phoneContext(street, { permissions: ["camera"] }), link);
  await phone.consentAndStart();
  await console1.expectStep("first_frame");
  await expect(console1.at("stuck")).toHaveAttribute("data-obstacle", "position_denied");
});

test("a browser inside another app is told where to open the link", async () => {
  const userAgent = `${devices["iPhone 15"].userAgent} Line/14.5.0`;
  const phone = await PhonePage.open(await phoneContext(street, { userAgent }), link);
  await expect(phone.page.getByRole("heading", { name: "Safariで開いてください" })).toBeVisible();
  await expect(console1.at("stuck")).toHaveAttribute("data-obstacle", "in_app_browser");
});

test("a browser without WebRTC is told what to use, and can send pictures", async () => {
  const context = await phoneContext(street);
  await context.addInitScript("delete window.RTCPeerConnection");
  const phone = await PhonePage.open(context, link);
  await expect(phone.page.getByText("このブラウザではライブ映像を送れません")).toBeVisible();
  await expect(console1.at("stuck")).toHaveAttribute("data-obstacle", "browser_too_old");
});

test("neither camera nor position is asked for before the four consents", async () => {
  const context = await phoneContext(street);
  await context.addInitScript(() => {
    const asked: string[] = ((window as unknown as { asked: string[] }).asked = []);
    for (const [owner, name] of [[MediaDevices.prototype, "getUserMedia"], [Geolocation.prototype, "watchPosition"], [Geolocation.prototype, "getCurrentPosition"]] as const) {
      const real = (owner as never)[name] as (...a: unknown[]) => unknown;
      (owner as unknown as Record<string, unknown>)[name] = function (this: unknown, ...a: unknown[]) { asked.push(name); return real.apply(this, a); };
    }
  });
  const phone = await PhonePage.open(context, link);
  const asked = () => phone.page.evaluate(() => (window as unknown as { asked: string[] }).asked);
  await expect(phone.button("同意して始める")).toBeVisible();
  await phone.page.getByRole("checkbox").first().check();
  await phone.button("同意して始める").click();
  expect(await asked()).toEqual([]);
  await phone.page.reload();
  await phone.consentAndStart();
  await expect.poll(asked).toContain("getUserMedia");
  expect(await asked()).toContain("watchPosition");
});

for (const [locale, lang, start] of [["en-US", "en", "Agree and start"], ["zh-CN", "zh", ""], ["ko-KR", "ko", ""], ["vi-VN", "vi", ""], ["pt-BR", "pt", ""]] as const) {
  test(`the page speaks the phone's language (${lang}) and can be switched`, async () => {
    const phone = await PhonePage.open(await phoneContext(street, { locale }), link);
    await expect(phone.page.locator("html")).toHaveAttribute("lang", new RegExp(`^${lang}`));
    await expect(phone.page.getByRole("checkbox")).toHaveCount(4);
    if (start) await expect(phone.button(start)).toBeVisible();
    await phone.page.getByRole("combobox").selectOption("ja");
    await expect(phone.button("同意して始める")).toBeVisible();
  });
}
