// The desk in real browsers: supervision, hand-over, consistency, endings and a mis-send to its end.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type Page, expect } from "@playwright/test";
import { expectAccessible } from "./accessible";
import { TOKYO_STATION, consoleContext, launchConsoleBrowser, launchPhoneBrowser, phoneContext } from "./browsers";
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

async function live(user = "op1") {
  const console1 = await ConsolePage.signIn(await consoleContext(desk), server, user);
  await console1.requestVideo();
  const { link } = await newestSms(server);
  const phones = await phoneContext(street);
  const phone = await PhonePage.open(phones, link);
  await phone.consentAndStart();
  await console1.expectLivePicture();
  return { console1, phone, phones, link, report: await console1.newestReport() };
}

test("VR-4.2.1: the manager holds, releases, instructs and stops from the board", async () => {
  const { console1, phone, report } = await live();
  const manager = await ConsolePage.signIn(await consoleContext(desk), server, "mgr1");
  const row = await manager.boardRow(report);
  await expect(row.getByTestId("board-handler")).toHaveText("受理 一郎");
  await row.getByTestId("acknowledge-report").click();
  await expect(row.getByTestId("acknowledged")).toBeVisible();
  await expectAccessible(manager.page, "board");

  // By the keyboard alone: the row, then its letter.
  await row.getByTestId("board-open").focus();
  await manager.page.keyboard.press("h");
  await manager.direct("");
  await expect(console1.at("report-state")).toHaveAttribute("data-state", "held");
  await expect(console1.at("stage-held")).toBeVisible();
  await expect(phone.page.getByText("お待ちください")).toBeVisible();
  await shot("desk-01-held-phone", phone.page);
  await shot("desk-02-held-console", console1.page);
  await shot("desk-03-board", manager.page);
  await row.getByTestId("board-hold").click();
  await manager.direct("");
  await expect(phone.page.getByText("お待ちください")).toHaveCount(0);
  await console1.expectLivePicture();

  await row.getByTestId("board-instruct").click();
  await expectAccessible(manager.page, "instruct dialog");
  await manager.direct("車のナンバーを読み取ること");
  const instruction = console1.at("instruction").filter({ hasText: "ナンバー" });
  await expect(instruction.getByTestId("instruction-from")).toContainText("運用 花子");
  await expectAccessible(console1.page, "report with an instruction");
  await shot("desk-04-instruction", console1.page);
  for (let left = await console1.at("instruction").count(); left > 0; left--) {
    await console1.at("instruction-acknowledge").first().click();
    await expect(console1.at("instruction")).toHaveCount(left - 1);
  }
  await expect(console1.at("instruction")).toHaveCount(0);

  await row.getByTestId("board-stop").click();
  await manager.direct("通報者が危険です。終了すること。");
  await expect(phone.page.getByText("送信を終わりました")).toBeVisible();
  await expect(console1.at("instruction")).toContainText("通報者が危険です");
  await expect(console1.at("instruction-from")).toContainText(/運用 花子・\d\d:\d\d/);
  await shot("desk-05-stopped", console1.page);
});

test("VR-4.2.1: a live report goes from one operator to another without a gap", async () => {
  const { console1, phone, report } = await live();
  const console2 = await ConsolePage.signIn(await consoleContext(desk), server, "op2");
  await console1.at("sign-out").click();
  await expect(console1.at("leave-dialog")).toBeVisible();
  await expectAccessible(console1.page, "leave dialog");
  await console1.at("leave-dialog").getByRole("radio", { name: /受理 二葉/ }).check();
  await console1.at("leave-offer-all").click();
  await expect(console1.at("leave-waiting")).toBeVisible();
  await shot("desk-06-leave", console1.page);
  await expect(console2.at("offered-to-me")).toBeVisible();
  await console2.at("offer-accept").first().click();
  await console2.expectLivePicture();
  // With nothing left in the hands the sign-out goes through by itself.
  await expect(console1.at("sign-in-submit")).toBeVisible();
  expect(await console2.newestReport()).toBe(report);
  await expect(phone.button("写真を撮る")).toBeVisible();
  await console2.end();
});

test("VR-4.3.1: a position far from the stated place is said, the checklist is stored", async () => {
  const { console1, phones } = await live();
  await console1.at("state-place").click();
  await console1.at("place-search").fill("千代田");
  await console1.at("place-found").filter({ hasText: "千代田区" }).first().click();
  await console1.at("place-words").fill("東京駅前");
  await console1.at("place-save").click();
  await expect(console1.at("stated-place")).toContainText("東京駅前");
  await expect(console1.at("hint")).toHaveCount(0);
  await phones.setGeolocation({ ...TOKYO_STATION, latitude: TOKYO_STATION.latitude + 0.45 });
  await expect(console1.page.locator("[data-testid=hint][data-kind=position_far]")).toContainText(/約 (4|5)\d km/);
  await console1.at("check-place-inconsistent").click();
  await expect(console1.at("row-marks").first()).toContainText("矛盾あり");
  await console1.page.reload();
  await expect(console1.at("check-place-inconsistent")).toBeChecked();
  await expectAccessible(console1.page, "consistency");
  await console1.at("marks").scrollIntoViewIfNeeded();
  await shot("desk-07-marks", console1.page);

  // A place can be picked on the map as well.
  await console1.at("state-place").click();
  await console1.at("place-pick").click();
  await console1.page.locator("[data-testid=map] canvas").click({ position: { x: 60, y: 60 } });
  await expect(console1.at("place-picked")).toContainText("地図の地点");
  await console1.at("place-save").click();
  await expect(console1.at("stated-place")).toContainText("地図の地点");
  await console1.end();
});

test("VR-4.2.2.ウ, VR-4.3.2: point elsewhere and end for privacy reach the page within two seconds", async () => {
  const { console1, phone, link } = await live();
  let begin = Date.now();
  await console1.at("phrase-point_elsewhere").first().click();
  await expect(phone.page.getByText("カメラを別のほうへ向けてください。").first()).toBeVisible();
  expect(Date.now() - begin).toBeLessThan(2000);
  begin = Date.now();
  await console1.at("end-privacy").click();
  await expect(phone.page.getByText("プライバシーを守るため")).toBeVisible();
  expect(Date.now() - begin).toBeLessThan(2000);
  await shot("desk-08-ended-for-privacy", phone.page);
  await phone.page.goto("about:blank");
  await phone.page.goto(link);
  await expect(phone.page.getByText("このリンクは無効になりました")).toBeVisible();
});

test("VR-4.3.3: a mis-send is destroyed at once and its case is closed from the console", async () => {
  const { console1, phone, link } = await live();
  await console1.at("mis-send").click();
  await expectAccessible(console1.page, "mis-send dialog");
  await console1.at("mis-send-noticed").fill("通報者にSMSが届いていないとの申出");
  const begin = Date.now();
  await console1.at("mis-send-submit").click();
  await expect(phone.page.getByText("別の方にお送りするものでした")).toBeVisible();
  expect(Date.now() - begin).toBeLessThan(2000);
  const token = new URL(link).hash.slice(1);
  const start = { token, consents: {}, language: "ja", text_version: "1" };
  expect((await server.call("POST", "/api/v1/caller/start", start)).status).toBe(410);
  await expect(console1.at("mis-send-due")).toBeVisible();
  await expect(console1.at("file-item")).toHaveCount(0);
  await shot("desk-09-mis-send", console1.page);

  // Not before every item is answered.
  await console1.at("mis-send-close").click();
  await expect(console1.at("mis-send-panel").getByTestId("problem")).toBeVisible();
  await console1.at("mis-send-contacted-yes").check({ force: true });
  await console1.at("mis-send-contact").fill("電話でおわびし、SMSの削除を依頼した");
  await console1.at("mis-send-manager").check();
  await console1.at("mis-send-media-isolated").check({ force: true });
  await expectAccessible(console1.page, "measures");
  await console1.at("mis-send-close").click();
  await expect(console1.at("mis-send-closed")).toBeVisible();
  await shot("desk-10-mis-send-closed", console1.page);
});
