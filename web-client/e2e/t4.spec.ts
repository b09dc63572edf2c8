// T4 whole in real browsers: the system chief consults, the operations chief decides and announces,
// every console counts down, a running report is warned and ends, nothing new begins, and the system
// resumes by itself (VR-7.1.1, VR-7.1.2). Beside it a fault, from its notice to the contractor.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type Page, expect } from "@playwright/test";
import { expectAccessible, expectFits } from "./accessible";
import { AdminPage } from "./admin-page";
import { consoleContext, launchConsoleBrowser, launchPhoneBrowser, phoneContext } from "./browsers";
import { ConsolePage, newestSms } from "./console-page";
import { made } from "./film/film";
import { PhonePage } from "./phone-page";
import { test } from "./refusals";
import { Server } from "./server";

const pictures = join(made, "pictures");
const DAY = "2026-11-27";
let server: Server;
let desk: Browser;
let street: Browser;

test.beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  server = await Server.start(["--clock", `${DAY}T11:00:00+09:00`]);
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
  await page.screenshot({ path: join(pictures, `t4-${name}.png`), fullPage: true });
}

test("T4: consult, decide, announce, 503 with words and end, resume", async () => {
  const system = await AdminPage.signIn(await consoleContext(desk), server, "npasys", "management");
  await system.go("#/system", "system");
  await shot("01-system-runs", system.page);
  await system.at("begin-suspension").click();
  await system.field("proposed_from").fill(`${DAY}T11:30`);
  await system.field("proposed_until").fill(`${DAY}T12:30`);
  await system.choose("ground", "upkeep");
  await system.field("system_opinion").fill("記憶装置の交換。夜間は部品が届かない。");
  await shot("02-consult", system.page);
  await system.take("consult");
  await system.expectState("consulted");

  const chief = await AdminPage.signIn(await consoleContext(desk), server, "npachief", "management");
  await shot("03-chief-tasks", chief.page);
  await chief.go(new URL(system.page.url()).hash, "case");
  await chief.step("decide");
  await chief.field("from").fill(`${DAY}T11:30`);
  await chief.field("until").fill(`${DAY}T12:30`);
  await chief.choose("running", "end");
  await chief.field("operations_opinion").fill("交換を優先する。");
  await shot("04-decide", chief.page);
  await chief.take("decide");
  await chief.expectState("decided");
  await chief.step("announce");
  await expect(chief.at("script")).toContainText("2026年11月27日 11:30");
  await shot("05-announce", chief.page);
  await chief.take("announce");
  await chief.expectState("announced");

  const operator = await ConsolePage.signIn(await consoleContext(desk), server, "op1");
  const banner = operator.at("stop-banner");
  await expect(banner).toHaveAttribute("data-stage", "far");
  await shot("06-console-far", operator.page);
  await operator.requestVideo();
  const phone = await PhonePage.open(await phoneContext(street), (await newestSms(server)).link);
  await phone.consentAndStart();
  await operator.expectLivePicture();

  await server.setClock(`${DAY}T11:21:00+09:00`);
  await expect(phone.page.getByText("あと9分ほどで映像の送信が終わります").first()).toBeVisible();
  await operator.page.reload();
  await expect(banner).toHaveAttribute("data-stage", "near");
  await expect(operator.at("stop-count")).toContainText("停止まで 0");
  await expect(operator.at("stop-ends").getByRole("button")).toHaveCount(1);
  await shot("07-console-near", operator.page);
  await phone.page.screenshot({ path: join(pictures, "t4-08-phone-warned.png") });

  await server.setClock(`${DAY}T11:30:00+09:00`);
  await expect(operator.at("report-state")).toHaveAttribute("data-state", "ended");
  await expect(phone.page.getByText("送信を終わりました")).toBeVisible();
  await operator.page.reload();
  await expect(banner).toHaveAttribute("data-stage", "running");
  await shot("09-console-stopped", operator.page);
  await operator.fillRequest();
  await operator.at("prepare").click();
  // proves VR-7.1.1
  await expect(operator.at("problem")).toContainText("2026年11月27日 12:30");
  await expect(operator.at("problem")).toContainText("VR-7.1.1");
  await shot("10-console-refused", operator.page);

  const late = await PhonePage.open(await phoneContext(street), (await newestSms(server)).link);
  await expect(late.page.getByText("2026年11月27日 12:30 に再開する予定です")).toBeVisible();
  await shot("11-phone-stopped", late.page);
  await late.page.getByRole("combobox").selectOption("en");
  await expect(late.page.getByText("The system is stopped")).toBeVisible();

  // Screens that nobody touched have locked meanwhile: who looks later signs in.
  const during = await AdminPage.signIn(await consoleContext(desk), server, "npachief", "management");
  await during.go("#/system", "system");
  await expect(during.at("system-now")).toHaveAttribute("data-stage", "running");
  await shot("12-system-stopped", during.page);

  await server.setClock(`${DAY}T12:30:00+09:00`);
  const after = await ConsolePage.signIn(await consoleContext(desk), server, "op2");
  await expect(after.at("stop-banner")).toHaveCount(0);
  await after.requestVideo();
  for (const { page } of [system, chief, operator, phone, late, during, after]) await page.context().close();
});

test("VR-7.2.1: a fault at night goes to the system manager with what the contractor has to hear", async () => {
  await server.setClock(`${DAY}T23:00:00+09:00`);
  const manager = await AdminPage.signIn(await consoleContext(desk), server, "npasysmgr", "management");
  await manager.begin("VR", "fault");
  await manager.field("kind").selectOption("gateway");
  await manager.field("content").fill("22時50分からSMSが1通も届かない。");
  await shot("20-fault-new", manager.page);
  await manager.take("notice");
  await manager.expectState("noticed_outside");
  await manager.step("inform_alone");
  await expect(manager.at("script")).toContainText("22時50分からSMSが1通も届かない。");
  await shot("21-fault-contractor", manager.page);
  await manager.choose("contractor_told", "done");
  await manager.take("inform_alone");
  await manager.expectState("informed");
  const phone = await manager.page.context().newPage();
  await phone.setViewportSize({ width: 390, height: 844 });
  await phone.emulateMedia({ colorScheme: "dark" });
  await phone.goto(`${server.origin}/admin/#/system`);
  await expect(phone.getByTestId("system")).toBeVisible();
  await shot("22-system-phone", phone);
  await phone.getByTestId("language").click();
  await shot("23-system-phone-en", phone);
  await manager.page.context().close();
});
