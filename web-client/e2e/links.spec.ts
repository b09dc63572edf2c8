// The life of a one-time link in real browsers: access code, consents, receipt, delivery, time left,
// destruction (VR-2.3, VR-4.1.3, VR-4.2.2).
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type Page, expect } from "@playwright/test";
import { expectAccessible } from "./accessible";
import { consoleContext, launchConsoleBrowser, launchPhoneBrowser, phoneContext } from "./browsers";
import { ConsolePage, newestSms } from "./console-page";
import { made } from "./film/film";
import { PhonePage } from "./phone-page";
import { test } from "./refusals";
import { Server } from "./server";

const pictures = join(made, "pictures");
let server: Server;
let desk: Browser;
let street: Browser;

test.beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  server = await Server.start(["--clock"]);
  desk = await launchConsoleBrowser(server.ready.ca_certificate);
  street = await launchPhoneBrowser(server.ready.ca_certificate);
});

test.afterAll(async () => {
  await Promise.all([desk?.close(), street?.close()]);
  await server?.stop();
});

async function shot(name: string, page: Page): Promise<void> {
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

test("VR-4.2.2.x: after a withdrawal the receipt can be kept", async () => {
  const console1 = await ConsolePage.signIn(await consoleContext(desk), server, "op1");
  await console1.requestVideo();
  const { link } = await newestSms(server);
  const phone = await PhonePage.open(await phoneContext(street), link);
  await phone.consentAndStart();
  await console1.expectLivePicture();
  await console1.at("spoken-consent").click();
  await expect(console1.page.getByText("口頭の同意を記録")).toBeVisible();
  await expectAccessible(console1.page, "a live report");
  await shot("links-console-live", console1.page);
  await phone.button("同意を取りやめる").click();
  await phone.button("同意を取りやめる").last().click();
  await expect(console1.at("end-reason-shown")).toHaveAttribute("data-reason", "consent_withdrawn");
  await phone.button("同意の控え").click();
  const number = (await console1.page.locator(".report-head h1").textContent())!;
  await expect(phone.page.getByText(number)).toBeVisible();
  await expect(phone.page.getByText("2023-03-23")).toBeVisible();
  await expectAccessible(phone.page, "the receipt");
  await shot("links-phone-receipt", phone.page);
  const saving = phone.page.waitForEvent("download");
  await phone.page.getByRole("link", { name: "控えを保存する" }).click();
  const kept = readFileSync((await (await saving).path())!, "utf8");
  for (const words of [number, "著作権を放棄します", "7日後に消去", "2023-03-23"]) expect(kept).toContain(words);
  expect(kept).not.toContain("5678");
});

test("D1: time left, sending again, destruction", async () => {
  const console1 = await ConsolePage.signIn(await consoleContext(desk), server, "op1");
  await console1.requestVideo();
  const { link } = await newestSms(server);
  await expect(console1.at("delivery")).toHaveAttribute("data-state", "delivered");
  await expect(console1.at("time-left")).toContainText(/0?9:\d\d/);
  await shot("links-console-sent", console1.page);
  await server.minutesPass(1);
  await console1.at("resend").click();
  await expect(console1.at("delivery")).toContainText("2回目");
  await expect(console1.at("delivery")).toHaveAttribute("data-state", "delivered");
  const second = await newestSms(server);
  expect(second.link).not.toBe(link);
  const phone = await PhonePage.open(await phoneContext(street), link);
  await phone.consentAndStart();
  await console1.expectStep("consented");
  await console1.at("destroy-link").click();
  await expectAccessible(console1.page, "destroying a link");
  await console1.page.keyboard.press("Escape");
  await expect(console1.at("destroy-dialog")).toHaveCount(0);
  await console1.at("destroy-link").press("Enter");
  await console1.at("destroy-confirm").click();
  await expect(console1.at("end-reason-shown")).toHaveAttribute("data-reason", "destroyed");
  await expect(phone.page.getByText("送信を終わりました")).toBeVisible();
  const late = await PhonePage.open(await phoneContext(street), second.link);
  await expect(late.page.getByText("このリンクは無効になりました")).toBeVisible();
});

test("VR-4.1.3a: a link by e-mail, and a number given by voice", async () => {
  const console1 = await ConsolePage.signIn(await consoleContext(desk), server, "op1");
  await console1.at("request-open").click();
  await console1.at("request-safety_confirmed").check();
  await console1.at("request-camera_confirmed").check();
  await console1.at("request-reported_to_manager").check();
  await console1.at("way-voice").check();
  await console1.at("request-destination").fill("090-1234-5678");
  await console1.at("prepare").click();
  await expect(console1.at("problem")).toHaveAttribute("data-code", "field_present");
  await console1.at("request-voice_reason").fill("非通知の固定電話から");
  await console1.at("request-read_back").check();
  await expectAccessible(console1.page, "a number given by voice");
  await shot("links-console-voice", console1.page);
  await console1.at("prepare").click();
  await expect(console1.at("risk-by_voice")).toBeVisible();
  await console1.at("change-number").click();
  await console1.at("way-email").check();
  await console1.at("request-email_reason").fill("SMSを受信できない端末");
  await console1.at("request-destination").fill("taro@example.jp");
  await console1.at("prepare").click();
  await expect(console1.at("prepared-groups")).toContainText("example.jp");
  await expect(console1.at("message-preview")).toContainText("/#****");
  await expectAccessible(console1.page, "a link by e-mail");
  await shot("links-console-mail", console1.page);
  await console1.at("compared").check();
  await console1.at("send").click();
  await expect(console1.at("link-risk")).toContainText("メール");
  const { link } = await newestSms(server);
  const phone = await PhonePage.open(await phoneContext(street), link);
  await expect(phone.button("同意して始める")).toBeVisible();
});

test("D1: the operator is warned five minutes before the end and prolongs once, with a reason", async () => {
  const console1 = await ConsolePage.signIn(await consoleContext(desk), server, "op1");
  await console1.requestVideo();
  const { link } = await newestSms(server);
  const phone = await PhonePage.open(await phoneContext(street), link);
  await phone.consentAndStart();
  await console1.expectLivePicture();
  const band = console1.page.locator(".link-soon");
  await server.minutesPass(54);
  await console1.page.waitForTimeout(3_000);
  await expect(band).toHaveCount(0);
  await server.minutesPass(1);
  await expect(band).toBeVisible();
  // A page learns the clock that was set when it is opened anew; it is not locked by all this time.
  await console1.page.reload();
  await console1.expectLivePicture();
  await expect(band).toBeVisible();
  await expect(console1.at("time-left")).toContainText(/0?4:\d\d/);
  await expectAccessible(console1.page, "five minutes before the end");
  await shot("links-console-ends-soon", console1.page);
  await console1.at("prolong").click();
  await console1.at("prolong-confirm").click();
  await expect(console1.at("prolong-dialog").getByTestId("problem")).toContainText("VR-2.3");
  await expectAccessible(console1.page, "prolonging without a reason");
  await console1.at("prolong-reason").fill("救急隊の到着まで映像が必要");
  await console1.at("prolong-confirm").click();
  await expect(console1.at("prolong-dialog")).toHaveCount(0);
  await expect(console1.at("time-left")).toContainText(/3[34]:\d\d/);
  await expect(band).toHaveCount(0);
  await expect(console1.at("prolong"), "only once").toHaveCount(0);
  await console1.expectLivePicture();
  await server.minutesPass(35);
  await expect(console1.at("end-reason-shown")).toHaveAttribute("data-reason", "session_cap");
  await expect(phone.page.getByText("送信を終わりました")).toBeVisible();
});
