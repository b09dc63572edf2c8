// T1 whole in real browsers: confirm, report, SMS, access code, four consents, live picture and
// position, the hint that the position does not fit, the end with a reason, and a link that is
// gone, and one more in the figures of the headquarters (VR-6.2). The nation's switch for access
// codes is on (VR-4.1.3b).
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

const pictures = join(made, "pictures");
let server: Server;
let desk: Browser;
let street: Browser;

test.beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  server = await Server.start();
  desk = await launchConsoleBrowser(server.ready.ca_certificate);
  street = await launchPhoneBrowser(server.ready.ca_certificate);
  const context = await consoleContext(desk);
  const nation = await AdminPage.signIn(context, server, "npachief", "management");
  await nation.go("#/rulebooks/VR/articles/VR-4.1.3b", "rulebook-page");
  await nation.at("settings-open").click();
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Tokyo" }).format(Date.now());
  await nation.at("settings-from").fill(today);
  await nation.at("setting-access_code_required").selectOption("on");
  await nation.at("settings-preview").click();
  await nation.at("settings-make").click();
  await expect(nation.at("settings")).toHaveCount(0);
  await context.close();
});

test.afterAll(async () => {
  await Promise.all([desk?.close(), street?.close()]);
  await server?.stop();
});

async function shot(name: string, page: Page): Promise<void> {
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

/** What the operator reads out to the caller. */
async function codeOf(console1: ConsolePage): Promise<string> {
  const code = console1.at("access-code").locator(".link-code");
  await expect(code).toHaveText(/^\d{4}$/);
  return (await code.textContent())!;
}

async function typeCode(phone: PhonePage, code: string): Promise<void> {
  await phone.page.getByLabel("アクセスコード", { exact: true }).fill(code);
  await phone.button("次へ").click();
}

function wrong(code: string): string {
  return code.replace(/^\d/, (digit) => String((Number(digit) + 1) % 10));
}

test("T1: from the confirmation to a link that answers 410", async () => {
  const statistics = await AdminPage.signIn(await consoleContext(desk), server, "mgr1", "reception");
  const before = await figuresOf(statistics);
  const manager = await ConsolePage.signIn(await consoleContext(desk), server, "mgr1");
  const console1 = await ConsolePage.signIn(await consoleContext(desk), server, "op1");

  // Nothing goes out before it is confirmed that the caller can film safely.
  await console1.at("request-open").click();
  await console1.at("request-destination").fill("090-1234-5678");
  await console1.at("prepare").click();
  await expect(console1.at("problem")).toContainText("VR-4.1.1a");
  for (const item of ["safety_confirmed", "camera_confirmed", "number_presented"]) {
    await console1.at(`request-${item}`).check();
  }
  await console1.at("prepare").click();
  await expect(console1.at("problem")).toContainText("VR-4.1.2");
  await console1.at("request-reported_to_manager").check();
  await console1.at("prepare").click();
  await console1.compareAndSend();
  await console1.expectStep("sent");
  const report = await console1.newestReport();
  const row = await manager.boardRow(report);
  await row.getByTestId("acknowledge-report").click();
  await expect(row.getByTestId("acknowledged")).toBeVisible();

  const sms = await newestSms(server);
  const code = await codeOf(console1);
  expect(sms.text).not.toContain(code);
  const phones = await phoneContext(street);
  const phone = await PhonePage.open(phones, sms.link);
  await expect(phone.page.getByRole("checkbox")).toHaveCount(0);
  await shot("t1-01-code", phone.page);
  await typeCode(phone, code);
  await phone.consentAndStart();
  for (const step of ["consented", "permitted", "connected", "first_frame"]) await console1.expectStep(step);
  await console1.expectLivePicture();
  await expect(console1.at("access-code")).toContainText("使用済み");
  await expect(console1.at("municipality")).toContainText("東京都千代田区");

  await console1.at("state-place").click();
  await console1.at("place-search").fill("千代田");
  await console1.at("place-found").filter({ hasText: "千代田区" }).first().click();
  await console1.at("place-words").fill("東京駅前");
  await console1.at("place-save").click();
  await expect(console1.at("hint")).toHaveCount(0);
  await phones.setGeolocation({ ...TOKYO_STATION, latitude: TOKYO_STATION.latitude + 0.45 });
  await expect(console1.page.locator("[data-testid=hint][data-kind=position_far]")).toBeVisible();
  await console1.at("check-place-inconsistent").click();
  await shot("t1-02-hint", console1.page);

  await console1.end("false_report");
  await expect(console1.at("end-reason-shown")).toHaveAttribute("data-reason", "false_report");
  await expect(phone.page.getByText("送信を終わりました")).toBeVisible();
  const token = new URL(sms.link).hash.slice(1);
  const device = { platform: "Android", browser: "Chrome", language: "ja" };
  const opened = await server.call("POST", "/api/v1/caller/open", { token, phone: device });
  const start = { token, consents: {}, language: "ja", text_version: "1" };
  const started = await server.call("POST", "/api/v1/caller/start", start);
  for (const answer of [opened, started]) {
    expect(answer.status).toBe(410);
    expect(JSON.parse(answer.text).clause).toMatch(/^VR-/);
  }

  // Exactly one more in each figure that it concerns, and in no other.
  const after = await figuresOf(statistics);
  const more = Object.keys(after).filter((name) => after[name] === (before[name] ?? 0) + 1);
  expect(more.sort()).toEqual(["issues", "live", "starts"]);
  for (const name of ["pictures", "refusals", "mis_sends", "staff"]) expect(after[name]).toBe(before[name]);
  await expect(statistics.at("ending-figures")).toContainText("虚偽の通報と判明");
  await expect(statistics.at("plot-funnel")).toContainText("離脱はありません");
  await statistics.expectAccessible("figures with a report");
  await shot("t1-03-statistics", statistics.page);
  await Promise.all([manager, console1, statistics].map(({ page }) => page.context().close()));
});

/** The counts of the tiles by their names. */
async function figuresOf(admin: AdminPage): Promise<Record<string, number>> {
  await admin.go("#/", "tasks");
  await admin.go("#/statistics", "statistics");
  await expect(admin.at("tile-issues")).toBeVisible();
  const figures: Record<string, number> = {};
  for (const name of ["issues", "starts", "live", "pictures", "refusals", "mis_sends", "staff"]) {
    const shown = await admin.at(`tile-${name}`).locator("strong").textContent();
    figures[name] = Number(shown?.replace(/\D/g, ""));
  }
  return figures;
}

test("D3: a wrong access code, another one, then the right one; five wrong ones destroy the link", async () => {
  const console1 = await ConsolePage.signIn(await consoleContext(desk), server, "op1");
  await console1.requestVideo();
  const { link } = await newestSms(server);
  const phone = await PhonePage.open(await phoneContext(street), link);
  const code = await codeOf(console1);
  await typeCode(phone, wrong(code));
  await expect(phone.page.getByText("コードが違います")).toBeVisible();
  await expect(console1.at("access-code")).toContainText("あと4回");
  // The operator issues another; the old one is void.
  await console1.at("issue-code").click();
  await expect(console1.at("access-code").locator(".link-code")).not.toHaveText(code);
  const second = await codeOf(console1);
  await typeCode(phone, code);
  await expect(phone.page.getByText("コードが違います")).toBeVisible();
  await typeCode(phone, second);
  await phone.consentAndStart();
  await console1.expectLivePicture();
  await console1.end();

  await console1.requestVideo();
  const guessed = await PhonePage.open(await phoneContext(street), (await newestSms(server)).link);
  const right = await codeOf(console1);
  for (let tries = 5; tries > 0; tries--) {
    await typeCode(guessed, wrong(right));
    if (tries > 1) await expect(console1.at("access-code")).toContainText(`あと${tries - 1}回`);
  }
  await expect(console1.at("end-reason-shown")).toHaveAttribute("data-reason", "code_locked");
  await expect(guessed.page.getByText("このリンクは無効になりました")).toBeVisible();
  await console1.page.context().close();
});
