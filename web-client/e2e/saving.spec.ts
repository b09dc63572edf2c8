// VR-9: a report that has ended is saved on a medium of the organisation, once the HQ operations
// chief permitted it: applied for, permitted, saved with a password that is shown once, written
// into the ledger; and the file proves itself away from the server.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type Page, expect } from "@playwright/test";
import { expectAccessible, expectFits } from "./accessible";
import { AdminPage } from "./admin-page";
import { consoleContext, launchConsoleBrowser, launchPhoneBrowser, phoneContext } from "./browsers";
import { ConsolePage, newestSms } from "./console-page";
import { made } from "./film/film";
import { PhonePage } from "./phone-page";
import { expectRefused } from "./town-page";
import { test } from "./refusals";
import { genba, Server } from "./server";

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
  await expectAccessible(page, name);
  await expectFits(page, name);
  await page.screenshot({ path: join(pictures, `saving-${name}.png`), fullPage: true });
}

test("a report is applied for, permitted, saved once and proven", async () => {
  const console_ = await ConsolePage.signIn(await consoleContext(desk), server, "op1");
  await console_.requestVideo();
  const phone = await PhonePage.open(await phoneContext(street), (await newestSms(server)).link);
  await phone.consentAndStart();
  await console_.expectLivePicture();
  await console_.end();

  const manager = await AdminPage.signIn(await consoleContext(desk), server, "mgr1", "reception");
  await manager.go("#/registers/VR/outside_medium", "ledger-page");
  await manager.at("take-in-open").click();
  await manager.at("take-in-number").fill("USB-0001");
  await manager.at("take-in-owner").fill("通信指令課");
  await manager.at("take-in-medium_kind").fill("USBメモリ 64GB");
  await manager.page.locator("#need-place").fill("通信指令課 鍵付き書庫");
  await manager.at("need-lockable").check();
  await shot("01-take-in", manager.page);
  await manager.at("take-in-submit").click();
  await expect(manager.at("thing")).toHaveCount(1);

  const operator = await AdminPage.signIn(await consoleContext(desk), server, "op1", "reception");
  await operator.begin("VR", "export");
  for (const field of ["report", "medium"]) {
    await operator.field(field).click();
    await operator.at(`field-${field}-hits`).getByRole("button").first().click();
  }
  await operator.choose("contents", "files", "positions", "messages", "journal");
  await operator.choose("purpose", "investigation");
  await operator.field("purpose_text").fill("ひき逃げ事件の捜査");
  await shot("02-apply", operator.page);
  await operator.take("apply");
  await operator.expectState("applied");
  await expect(operator.at("save-report")).toHaveCount(0);
  const hash = new URL(operator.page.url()).hash;

  const chief = await AdminPage.signIn(await consoleContext(desk), server, "chief1", "management");
  await shot("03-chief-tasks", chief.page);
  await chief.go(hash, "case");
  await chief.step("permit");
  await chief.take("permit");
  await chief.expectState("permitted");
  await chief.at("save-report").click();
  await expectRefused(chief, "VR-9a");

  await operator.page.reload();
  await expect(operator.at("save-report")).toBeVisible();
  await shot("04-permitted", operator.page);
  const saving = operator.page.waitForEvent("download");
  await operator.at("save-report").click();
  const file = join(made, "saved.genba");
  await (await saving).saveAs(file);
  await operator.expectState("saved");
  await expect(operator.at("hash-compared")).toHaveAttribute("data-same", "true");
  const password = (await operator.at("export-password").textContent()) ?? "";
  expect(password.length).toBeGreaterThan(30);
  await shot("05-saved", operator.page);
  await operator.page.setViewportSize({ width: 390, height: 800 });
  await shot("06-saved-on-a-phone", operator.page);

  const passwords = join(made, "saved.password");
  writeFileSync(passwords, `${password}\n`);
  const told = execFileSync(genba(), ["verify", file, "--password-file", passwords]);
  expect(told.toString()).toContain("nothing was changed");

  // The password is not shown again, and the medium has its line.
  await operator.page.reload();
  await expect(operator.at("receipt-hash")).toBeVisible();
  await expect(operator.at("export-password")).toHaveCount(0);
  await manager.go("#/registers/VR/outside_medium", "ledger-page");
  await manager.page.reload();
  await manager.page.getByRole("link", { name: "USB-0001" }).click();
  await expect(manager.at("asset-state")).toHaveAttribute("data-state", "written");
  await expect(manager.at("entry")).toHaveCount(2);
  await shot("07-ledger", manager.page);
});
