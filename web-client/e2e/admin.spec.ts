// The admin page against the real server: seven screens that serve every document.
import { readFileSync } from "node:fs";
import { type Browser, expect } from "@playwright/test";
import { AdminPage } from "./admin-page";
import { consoleContext, launchConsoleBrowser } from "./browsers";
import { test } from "./refusals";
import { Server } from "./server";

let server: Server;
let desk: Browser;

test.beforeAll(async () => {
  server = await Server.start();
  desk = await launchConsoleBrowser(server.ready.ca_certificate);
});

test.afterAll(async () => {
  await desk?.close();
  await server?.stop();
});

test("a camera is registered step by step, and each refusal stands at its field", async () => {
  const admin = await AdminPage.signIn(await consoleContext(desk), server, "resp1");
  await admin.open("new");
  await expect(admin.at("workflow").first()).toBeVisible();
  await admin.begin("CC", "registration");
  await expect(admin.at("stops").locator("[aria-current=step]")).toContainText("登録前");

  await admin.take("answer_kind");
  await expect(admin.at("field-face_recognition").getByTestId("flaw")).toHaveAttribute("data-kind", "required");

  await admin.choose("face_recognition", "yes");
  await admin.take("answer_kind");
  const refusal = admin.page.getByTestId("problem");
  await expect(refusal).toContainText("CC-1b");
  await expect(refusal).toContainText("生活安全課");

  await admin.choose("face_recognition", "no");
  await admin.take("answer_kind");
  await admin.expectState("draft");

  await admin.field("agreed_on").fill("2026-01-10");
  await admin.field("meeting").fill("一月の定例会");
  await admin.open("calendar");
  await admin.page.goBack();
  await expect(admin.field("meeting"), "a draft is kept").toHaveValue("一月の定例会");
  await admin.attach("minutes", "議事録.pdf");
  await admin.take("agree");
  await admin.expectState("agreed");
  await expect(admin.at("value-meeting")).toContainText("一月の定例会");
  await expect(admin.at("value-minutes")).toContainText("議事録.pdf");
  await expect(admin.at("done")).toHaveCount(2);

  await admin.open("tasks");
  await expect(admin.at("task").filter({ hasText: "防犯カメラの登録" })).toBeVisible();
  await admin.at("language").click();
  await expect(admin.at("task").filter({ hasText: "Registration of a camera" })).toBeVisible();
});

test("what is personal is not kept in the browser's storage", async () => {
  const admin = await AdminPage.signIn(await consoleContext(desk), server, "resp1");
  await admin.begin("CC", "complaint");
  await admin.field("content").fill("夜間の照明について");
  await admin.field("received_on").fill("2026-01-10");
  const stored = await admin.page.evaluate(() => JSON.stringify({ ...sessionStorage }));
  expect(stored).toContain("2026-01-10");
  expect(stored).not.toContain("照明");
});

test("a duty that a step opens stands in the calendar and among my duties", async () => {
  const admin = await AdminPage.signIn(await consoleContext(desk), server, "resp1");
  await admin.begin("CC", "complaint");
  await admin.field("received_on").fill("2026-01-10");
  await admin.field("content").fill("表示が見えにくい");
  await admin.page.locator("[data-testid^=take-]").click();
  await expect(admin.at("case-state")).toBeVisible();
  await expect(admin.at("deadline")).toHaveCount(1);
  const duty = admin.at("deadline").filter({ hasText: "苦情等への回答" }).first();
  await admin.open("tasks");
  await expect(duty).toBeVisible();
  await admin.go("#/calendar/now/list", "calendar");
  await expect(admin.loading()).toHaveCount(0);
  if (!(await duty.isVisible())) await admin.at("month-after").click();
  await expect(duty).toBeVisible();
  await admin.go("#/calendar/2026-11/month", "calendar");
  await expect(admin.page.locator("[data-day='2026-11-23']")).toContainText("勤労感謝の日");
  await expect(admin.page.locator("[data-day='2026-11-22']")).toContainText("閉庁");
});

test("a ledger asks for what its table needs, and shows every entry", async () => {
  const admin = await AdminPage.signIn(await consoleContext(desk), server, "resp1");
  await admin.open("registers");
  await admin.at("ledger").filter({ hasText: "記録媒体" }).getByRole("link").first().click();
  await admin.at("take-in-open").click();
  await admin.at("take-in-number").fill("SD-001");
  await admin.page.locator("#need-place").fill("棚");
  await admin.at("take-in-submit").click();
  await expect(admin.page.getByTestId("problem")).toContainText("CC-3.3.ウ-1");
  await admin.at("need-lockable").check();
  await admin.at("take-in-submit").click();
  await admin.at("thing").getByRole("link", { name: "SD-001" }).click();
  await expect(admin.at("asset-state")).toHaveAttribute("data-state", "stored");
  await admin.at("act-dispose").click();
  await admin.at("act-submit").click();
  await expect(admin.page.getByTestId("problem")).toContainText("CC-R5.4");
  await admin.at("need-method").selectOption("shredded");
  await admin.at("act-submit").click();
  await expect(admin.at("asset-state")).toHaveAttribute("data-state", "destroyed");
  await expect(admin.at("entry")).toHaveCount(2);
  await expect(admin.at("entry").last()).toContainText("細断");
});

test("a chief appoints, changes and revokes; a list is looked at before it is entered", async () => {
  const admin = await AdminPage.signIn(await consoleContext(desk), server, "chief1", "management");
  await admin.open("appoint");
  await admin.at("appoint-open").click();
  await admin.at("appoint-kind").selectOption({ label: "本部受理担当者（VR）" });
  await admin.at("appoint-user-id").fill("e2e-1");
  await admin.at("appoint-name").fill("画面 一郎");
  await admin.at("appoint-submit").click();
  const row = admin.page.locator("[data-testid=post][data-person=e2e-1]");
  await expect(row).toContainText("未登録");

  await row.getByTestId("post-acts").click();
  await row.getByTestId("post-change").click();
  await admin.at("act-to").fill("2099-03-31");
  await admin.at("act-confirm").click();
  await expect(row).toContainText("2099-03-31");
  if (!(await row.getByTestId("post-revoke").isVisible())) await row.getByTestId("post-acts").click();
  await row.getByTestId("post-revoke").click();
  await expect(admin.at("dialog-revoke")).toContainText("二度と使えません");
  await admin.at("act-confirm").click();
  await expect(admin.at("dialog-revoke")).toHaveCount(0);

  await admin.at("to-staff-list").click();
  const heading = "user_id,name,unit,post,from,to";
  const good = "e2e-2,画面 二郎,demo,reception_operator,2026-01-01,";
  const flawed = "e2e-3,=1+1,demo,reception_operator,2026-01-01,";
  await admin.at("staff-text").fill([heading, good, flawed].join("\n"));
  await admin.at("staff-preview").click();
  await expect(admin.page.locator("[data-testid=staff-row][data-good=true]")).toContainText("画面 二郎");
  await expect(admin.page.locator("[data-testid=staff-row][data-good=false]")).toHaveCount(1);
  await admin.at("staff-text").fill([heading, good].join("\n"));
  await expect(admin.at("staff-apply"), "another text needs another look").toHaveCount(0);
  await admin.at("staff-preview").click();
  await admin.at("staff-apply").click();
  await expect(admin.page.locator("[data-testid=post][data-person=e2e-2]")).toBeVisible();
});

test("the trail tells who did what on which clause, and is saved without formulas", async () => {
  const admin = await AdminPage.signIn(await consoleContext(desk), server, "mgr1", "reception");
  await admin.open("trail");
  await expect(admin.at("trail-line").first()).toBeVisible();
  await expect(admin.at("chain-state")).toContainText("記録");
  await admin.at("trail-action").selectOption("sign_in");
  await admin.at("trail-search").click();
  const line = admin.page.locator("[data-testid=trail-line]").first();
  await expect(line).toHaveAttribute("data-action", "sign_in");
  await expect(line).toContainText("サインイン");
  await expect(line).toContainText("運用 花子");
  await admin.page.locator("#trail-actor").fill("運用");
  await admin.at("trail-actor-hits").getByRole("button", { name: "運用 花子" }).click();
  await expect(admin.at("trail-actor-chosen")).toHaveText("運用 花子");
  await admin.at("trail-search").click();
  await expect(admin.loading()).toHaveCount(0);
  for (const row of await admin.at("trail-line").all()) await expect(row).toContainText("運用 花子");
  const saved = admin.page.waitForEvent("download");
  await admin.at("trail-export").click();
  const text = readFileSync((await (await saved).path())!, "utf8");
  expect(text.startsWith("\ufeff番号,日時,実施者")).toBe(true);
  expect(text.split("\r\n").slice(1).every((row) => !/(^|,)"?[=+@]/.test(row))).toBe(true);
});

test("a rulebook reads as article, rule in force, parameters and diagram; settings make a version", async () => {
  const admin = await AdminPage.signIn(await consoleContext(desk), server, "npachief", "management");
  await admin.open("rulebooks");
  await admin.page.locator("[data-testid=rulebook][data-document=VR] a").click();
  await admin.at("find-article").fill("VR-2.3");
  await admin.at("article-VR-2.3").click();
  await expect(admin.page.locator("[data-testid=parameter][data-code=max_devices]")).toContainText("当方の案");
  await expect(admin.page.locator("[data-testid=rule][data-kind=prohibition]")).not.toHaveCount(0);

  await admin.at("part-workflows").click();
  await expect(admin.at("diagram").locator("[data-state]").first()).toBeVisible();
  await expect(admin.at("steps")).toBeVisible();

  await admin.at("settings-open").click();
  await admin.at("setting-max_devices").fill("4");
  await admin.at("settings-preview").click();
  await expect(admin.at("preview"), "four phones are beyond the bounds").toHaveCount(0);
  await admin.at("setting-max_devices").fill("1");
  await admin.at("setting-session_cap").fill("45");
  await admin.at("settings-preview").click();
  await expect(admin.at("preview")).toContainText("45分");
  await admin.at("settings-make").click();
  await expect(admin.at("settings")).toHaveCount(0);
});

test("a printed case is a plain page", async () => {
  const admin = await AdminPage.signIn(await consoleContext(desk), server, "resp1");
  await admin.begin("CC", "registration");
  await admin.choose("face_recognition", "no");
  await admin.take("answer_kind");
  await admin.expectState("draft");
  await admin.open("new");
  await admin.at("to-cases").click();
  await admin.at("case-line").first().getByRole("link").click();
  await expect(admin.at("case-state")).toBeVisible();
  await admin.page.emulateMedia({ media: "print" });
  await expect(admin.page.getByRole("navigation").first()).toBeHidden();
  await expect(admin.at("print")).toBeHidden();
  await expect(admin.page.locator(".print-head")).toBeVisible();
  await expect(admin.page.locator("#values")).toBeVisible();
});

test("the keyboard leads from the skip link into each screen", async () => {
  const admin = await AdminPage.signIn(await consoleContext(desk), server, "resp1");
  await admin.page.reload();
  await expect(admin.at("tasks")).toBeVisible();
  await admin.page.keyboard.press("Tab");
  await expect(admin.page.locator(".skip")).toBeFocused();
  await admin.page.keyboard.press("Enter");
  await expect(admin.page.locator("h1")).toBeFocused();
  await admin.at("to-calendar").focus();
  await admin.page.keyboard.press("Enter");
  await expect(admin.page.locator("h1")).toBeFocused();
  await expect(admin.page).toHaveTitle(/期限/);
});
