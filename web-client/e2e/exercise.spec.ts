// Exercises [訓練] and trainings (VR-10): marked wherever they are seen, counted nowhere, made real by
// one press; who has no training is listed; trainer and trainee see the times afterwards.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type Page, expect } from "@playwright/test";
import { expectAccessible } from "./accessible";
import { AdminPage } from "./admin-page";
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

async function issues(admin: AdminPage): Promise<string | null> {
  await admin.go("#/", "tasks");
  await admin.go("#/statistics", "statistics");
  return admin.at("tile-issues").locator("strong").textContent();
}

test("VR-10: an exercise is marked everywhere, and made real by one press", async () => {
  const console1 = await ConsolePage.signIn(await consoleContext(desk), server, "op1");
  const manager = await AdminPage.signIn(await consoleContext(desk), server, "mgr1", "reception");
  expect(await issues(manager)).toBe("0件");

  await console1.fillRequest();
  await console1.at("request-exercise").check();
  await expect(console1.at("request-reported_to_manager")).toHaveCount(0);
  await console1.at("prepare").click();
  await expect(console1.at("message-preview")).toContainText("【訓練】");
  await expect(console1.at("compare-exercise")).toBeVisible();
  await shot("exercise-01-compare", console1.page);
  await console1.compareAndSend();
  await expect(console1.at("report-row").first().getByTestId("exercise-chip")).toHaveText("訓練");

  const sms = await newestSms(server);
  expect(sms.text.startsWith("【訓練】")).toBe(true);
  const phone = await PhonePage.open(await phoneContext(street), sms.link);
  const banner = phone.page.getByText("これは訓練です");
  await expect(banner).toBeVisible();
  await expect(banner).toContainText("110番");
  await expectAccessible(phone.page, "the consents of an exercise");
  await shot("exercise-02-phone", phone.page);
  await phone.consentAndStart();
  await console1.expectLivePicture();
  await expect(console1.at("exercise-mark")).toBeVisible();
  await expect(banner).toBeVisible();
  await shot("exercise-03-phone-live", phone.page);
  await shot("exercise-04-live", console1.page);
  await expectAccessible(console1.page, "a live exercise");
  expect(await issues(manager)).toBe("0件");

  // Something real happens: one press, and nothing of it is lost.
  await console1.at("make-real").click();
  await expect(console1.at("exercise-band")).toHaveCount(0);
  await expect(console1.at("exercise-mark")).toHaveCount(0);
  await expect(console1.at("report-row").first().getByTestId("exercise-chip")).toHaveText("訓練から切替え");
  await expect(console1.at("report-afterwards")).toBeVisible();
  await expect(banner).toHaveCount(0);
  await console1.expectLivePicture();
  expect(await issues(manager)).toBe("1件");
  await manager.go("#/", "tasks");
  await expect(manager.page.getByText("実際の通報に切り替えられました").first()).toBeVisible();
  await console1.end();
  await Promise.all([console1, manager].map(({ page }) => page.context().close()));
});

test("VR-10: who has no training is listed, and the times of an exercise are shown", async () => {
  const console1 = await ConsolePage.signIn(await consoleContext(desk), server, "op1");
  await console1.fillRequest();
  await console1.at("request-exercise").check();
  await console1.at("prepare").click();
  await console1.compareAndSend();
  await console1.end();
  await console1.page.context().close();

  const chief = await AdminPage.signIn(await consoleContext(desk), server, "chief1", "management");
  await chief.open("training");
  const rows = chief.at("trained-people").locator("tbody tr");
  const op1 = rows.filter({ hasText: "op1" });
  await expect(op1).toContainText("要受講");
  const name = (await op1.locator(".person-name").textContent())!;
  await chief.at("record-training").click();
  await chief.field("topic").fill("映像通報システムの操作");
  await chief.field("held_on").fill(new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Tokyo" }).format(Date.now()));
  await chief.field("trainer").fill("本部 教官");
  await chief.field("attendees").fill(name);
  await chief.at("field-attendees-hits").getByRole("button").first().click();
  await expect(chief.at("field-attendees-chosen").first()).toHaveText(name);
  await chief.choose("drill", "yes");
  await chief.attach("materials", "教養資料.pdf");
  await shot("training-01-record", chief.page);
  await chief.take("record");
  await chief.expectState("recorded");
  await chief.go("#/training", "training");
  await expect(op1).toContainText("有効");
  await expect(rows.filter({ hasText: /\bmgr1/ })).toContainText("要受講");
  await expect(chief.at("exercise").first()).toContainText("訓練");
  await chief.expectAccessible("trainings and exercises");
  await shot("training-02-list", chief.page);
  await chief.page.context().close();
});

test("VR-6.1: the NPA puts the headquarters in order and saves the table", async () => {
  const console1 = await ConsolePage.signIn(await consoleContext(desk), server, "op1");
  await console1.requestVideo();
  await console1.page.context().close();
  const nation = await AdminPage.signIn(await consoleContext(desk), server, "npamgr", "management");
  await nation.open("statistics");
  const rows = nation.at("headquarters-figures").locator("tbody tr");
  await expect(rows.first()).toBeVisible();
  expect(await rows.count()).toBeGreaterThanOrEqual(47);
  await nation.at("sort-issues").click();
  await expect(rows.first().locator("td").first()).not.toHaveText("0");
  await expect(nation.page.locator("th[aria-sort=descending]")).toHaveCount(1);
  await nation.page.screenshot({ path: join(pictures, "statistics-01-nation.png"), fullPage: true });
  const saved = nation.page.waitForEvent("download");
  await nation.at("csv-whole").click();
  expect((await saved).suggestedFilename()).toMatch(/^statistics-.*\.csv$/);
  await nation.at("span-from").fill("2026-12-31");
  await nation.at("span-to").fill("2026-01-01");
  await nation.at("span-show").click();
  await expect(nation.page.getByRole("alert")).toContainText("初日は、末日以前");
  await nation.page.setViewportSize({ width: 390, height: 844 });
  await nation.page.screenshot({ path: join(pictures, "statistics-02-phone.png"), fullPage: true });
  await nation.expectFits("figures on a phone");
  await nation.page.context().close();
});
