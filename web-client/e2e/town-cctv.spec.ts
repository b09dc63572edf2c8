// T12: a town camera from the question about face recognition to its removal years later, told by
// the people of a neighbourhood association; with T14 for every refusal on the way.
import { readFileSync } from "node:fs";
import { type Browser, type BrowserContext, expect } from "@playwright/test";
import { expectAccessible, expectFits } from "./accessible";
import { AdminPage } from "./admin-page";
import { consoleContext, launchConsoleBrowser } from "./browsers";
import { looks } from "./looks";
import { drop, recording, sha256Of, untar } from "./recording";
import { clausesMet, test } from "./refusals";
import { Server } from "./server";
import { announceRegulation, ask, beginRegulation, caseId, expectRefused, ownUnit } from "./town-page";

const START = "2026-11-20T10:00:00+09:00";
const ADDRESS = "下関市北町1丁目1番1号";
const film = recording("20261120_090000.mp4", 4);

let server: Server;
let desk: Browser;
let context: BrowserContext;
let responsible: AdminPage;
let regulation: string;
let camera: string;
let provision: string;

test.describe.configure({ mode: "serial" });

test.beforeAll(async () => {
  server = await Server.start(["--clock", START]);
  desk = await launchConsoleBrowser(server.ready.ca_certificate);
  context = await consoleContext(desk);
  responsible = await AdminPage.signIn(context, server, "resp1");
});

test.afterAll(async () => {
  await desk?.close();
  await server?.stop();
});

/** Beginning operation now is refused with the clause of what is missing. */
async function expectNotYet(id: string, clause: string): Promise<void> {
  const { body: view } = await ask(responsible.page, "GET", `/cases/${id}`);
  const step = { step: "activate", seen: view.version, values: { installed_on: "2026-11-20" } };
  const refused = await ask(responsible.page, "POST", `/cases/${id}/steps`, step);
  expect([refused.status, refused.body.clause]).toEqual([409, clause]);
}

async function setClock(at: string): Promise<void> {
  const set = await server.call("POST", "/api/v1/demo/clock", { now_ms: Date.parse(at) });
  expect(set.status).toBe(200);
}

test("a regulation keeps recordings for thirty days at most", async () => {
  const admin = responsible;
  await beginRegulation(admin);
  await admin.field("retention_days").fill("31");
  await admin.take("adopt");
  await expect(admin.at("field-retention_days").getByTestId("flaw")).toContainText("30");
  await admin.expectAccessible("a regulation with a flaw");
  const settings = { level: "unit", unit: await ownUnit(admin), valid_from: "2026-11-21" };
  const longer = { ...settings, parameters: [{ code: "retention_days", value: { kind: "count", count: 31 } }] };
  const refused = await ask(admin.page, "POST", "/rulebooks/CC/settings", { ...longer, texts: [] });
  expect([refused.status, refused.body.clause]).toEqual([422, "CC-3.3.イ-1"]);
  await admin.field("retention_days").fill("7");
  await admin.take("adopt");
  await admin.expectState("adopted");
  regulation = await caseId(admin);
});

test("face recognition is refused with the referral to the city", async () => {
  const admin = responsible;
  await admin.begin("CC", "registration");
  await admin.choose("face_recognition", "yes");
  await admin.take("answer_kind");
  await expectRefused(admin, "CC-1b");
  await expect(admin.at("problem")).toContainText("生活安全課");
  await admin.expectAccessible("the referral");
  await admin.choose("face_recognition", "no");
  await admin.take("answer_kind");
  await admin.expectState("draft");
  camera = await caseId(admin);
});

test("a camera becomes active step by step, and no earlier", async () => {
  const admin = responsible;
  await expectNotYet(camera, "CC-2.1a");
  await admin.field("agreed_on").fill("2026-11-01");
  await admin.field("meeting").fill("十一月の定例会");
  await admin.attach("minutes", "議事録.pdf");
  await admin.take("agree");
  await admin.expectState("agreed");

  await expectNotYet(camera, "CC-2.1b");
  await admin.attach("association_consent", "自治会同意書.pdf");
  await admin.attach("residents_consent", "住民同意書.pdf");
  await admin.field("consented_on").fill("2026-11-21");
  await admin.take("consent");
  await expectRefused(admin, "CC-2.1b");
  await admin.field("consented_on").fill("2026-11-10");
  await admin.take("consent");
  await admin.expectState("consented");

  await expectNotYet(camera, "CC-2.2.ア");
  await admin.field("address").fill(ADDRESS);
  await admin.field("direction").fill("90");
  await admin.field("angle").fill("60");
  await admin.field("purpose").fill("通学路の見守り。出入口が一つのため1台とする。");
  await admin.take("place");
  await expectRefused(admin, "CC-2.2.ア");
  await admin.choose("privacy", "no_interior", "smallest");
  await admin.take("place");
  await admin.expectState("placed");

  await expectNotYet(camera, "CC-3.1.ア");
  await admin.choosePerson("responsible", "町内 会長");
  await admin.take("name_posts");
  await expectRefused(admin, "CC-3.1.ア");
  await admin.clearChosen("responsible");
  await admin.choosePerson("responsible", "町内 管理");
  await admin.take("name_posts");
  await admin.expectState("staffed");

  await expectNotYet(camera, "CC-3.2");
  await admin.field("effective_on").fill("2026-11-20");
  await admin.take("regulate");
  await expectRefused(admin, "CC-3.2");
  await announceRegulation(admin, regulation);
  await admin.go(`#/cases/${camera}`, "case");
  await admin.take("regulate");
  await admin.expectState("regulated");

  await expectNotYet(camera, "CC-3.3.ウ-2");
  await admin.take("secure");
  await expectRefused(admin, "CC-3.3.ウ-2");
  await admin.choose("password", "changed");
  await admin.field("password_changed_on").fill("2026-11-19");
  await admin.take("secure");
  await admin.expectState("secured");

  await expectNotYet(camera, "CC-2.2.ウ");
  await admin.take("put_up_sign");
  await expectRefused(admin, "CC-2.2.ウ");
  await admin.choose("sign", "up");
  await admin.take("put_up_sign");
  await admin.expectState("signed");

  await admin.field("installed_on").fill("2026-11-20");
  await admin.take("activate");
  await admin.expectState("active");
  await admin.expectAccessible("an active camera");
});

test("the public pages say who, where, why and for how long, without sign-in", async () => {
  const visitor = await (await consoleContext(desk)).newPage();
  await visitor.goto(`${server.origin}/cameras/`);
  await expect(visitor.getByTestId("help")).toContainText("プライバシー");
  await expect(visitor.getByTestId("help")).toContainText("犯罪");
  await expect(visitor.getByTestId("help")).toContainText("生活安全課");
  await visitor.getByTestId("group").click();
  await expect(visitor.getByTestId("camera")).toHaveText([ADDRESS]);
  await expect(visitor.getByTestId("kept")).toContainText("7日");
  await visitor.goto(`${server.origin}/cameras/demo-group/regulation`);
  const places = visitor.locator("[data-testid=article][data-clause='CC-R3.1']");
  await expect(places).toContainText(ADDRESS);
  await visitor.emulateMedia({ media: "print" });
  await expect(visitor.getByTestId("print")).toBeHidden();
  await expect(places).toBeVisible();
  await visitor.context().close();
});

test("a recording is dropped in, and looked at only with secrecy and a purpose", async () => {
  const admin = responsible;
  await admin.open("footage");
  await admin.at("import-camera").selectOption(camera);
  await drop(admin.page, "drop-zone", film);
  await expect(admin.at("import-from")).toHaveValue(/^2026-11-20T09:00/);
  await admin.at("import-send").click();
  await expect(admin.at("import-stored")).toHaveAttribute("data-same", "true");
  const kept = admin.at("recording");
  await expect(kept).toHaveAttribute("data-sha256", film.sha256);
  await expect(kept.getByTestId("bar")).toBeVisible();
  await admin.expectAccessible("footage");

  await kept.getByTestId("look").click();
  await admin.take("handle");
  await expect(admin.at("field-purpose").getByTestId("flaw")).toHaveAttribute("data-kind", "required");
  await admin.choose("purpose", "prevent");
  await admin.field("note").fill("自転車の盗難の申出による確認");
  await admin.take("handle");
  await expectRefused(admin, "CC-3.4");
  await admin.page.keyboard.press("Escape");
  await admin.choose("secret", "yes");
  await admin.take("acknowledge");
  await expect(admin.at("secrecy")).toHaveCount(0);

  await kept.getByTestId("look").click();
  await admin.choose("purpose", "prevent");
  await admin.field("note").fill("自転車の盗難の申出による確認");
  await admin.take("handle");
  const player = admin.at("film");
  await expect.poll(() => player.evaluate((it: HTMLVideoElement) => it.currentTime)).toBeGreaterThan(0.3);
  await admin.expectAccessible("looking at a recording");
  await admin.page.keyboard.press("Escape");
  await expect(admin.page.locator("a[download]")).toHaveCount(0);
});

test("a member without a post sees no footage", async () => {
  const own = await consoleContext(desk);
  const member = await AdminPage.signIn(own, server, "mem1");
  await expect(member.at("to-footage")).toHaveCount(0);
  await member.go("#/footage", "footage");
  await expectRefused(member, "CC-0");
  await expect(member.at("recording")).toHaveCount(0);
  const refused = await ask(member.page, "GET", "/footage");
  expect([refused.status, refused.body.clause]).toEqual([403, "CC-3.3.ア-1"]);
  await own.close();
});

test("a handler looks only with permission, and after acknowledging secrecy", async () => {
  const own = await consoleContext(desk);
  const handler = await AdminPage.signIn(own, server, "hand1");
  await handler.open("footage");
  await expect(handler.at("drop-zone"), "only the person responsible takes in").toHaveCount(0);
  const look = async () => {
    await handler.at("recording").getByTestId("look").click();
    await handler.choose("purpose", "deter");
    await handler.field("note").fill("画角の確認");
    await handler.take("handle_with_permission");
  };
  await look();
  await expectRefused(handler, "CC-3.3.ア-2");
  await handler.page.keyboard.press("Escape");

  await responsible.begin("CC", "handler_permission");
  await responsible.choosePerson("handler", "町内 取扱");
  await responsible.field("acts").fill("画角の確認のための視聴");
  await responsible.field("until").fill("2026-12-31");
  await responsible.take("permit");
  await responsible.expectState("permitted");

  await look();
  await expectRefused(handler, "CC-R4.4");
  await handler.page.keyboard.press("Escape");
  await handler.choose("secret", "yes");
  await handler.take("acknowledge");
  await look();
  await expect(handler.at("film")).toBeVisible();
  await own.close();
  await responsible.open("footage");
});

test("footage leaves on a ground, as one copy, with its five facts", async () => {
  const admin = responsible;
  await admin.at("recording").getByTestId("provide").click();
  await expect(admin.at("begin")).toBeVisible();
  await expect(admin.at("field-footage-chosen")).toContainText(ADDRESS);
  await admin.take("submit");
  await expectRefused(admin, "CC-3.5.ア–エ");
  await admin.choose("ground", "inquiry");
  await expect(admin.field("statute"), "only what the ground needs").toHaveCount(0);
  await admin.field("inquirer").fill("下関警察署");
  await admin.take("submit");
  await expectRefused(admin, "CC-3.5.ア–エ");
  await admin.field("letter_number").fill("下警捜第123号");
  await admin.expectAccessible("a provision");
  await admin.take("submit");
  await admin.expectState("submitted");
  provision = await caseId(admin);

  await admin.step("approve");
  await admin.choose("decision", "written");
  await admin.take("approve");
  await admin.expectState("approved");
  await admin.take("make_copy");
  await admin.expectState("ready");

  const saved = admin.page.waitForEvent("download");
  await admin.at("take-copy").click();
  const files = untar(readFileSync((await (await saved).path())!));
  const films = [...files].filter(([name]) => name !== "SHA256SUMS");
  expect(films.map(([, bytes]) => sha256Of(bytes))).toEqual([film.sha256]);
  await expect(admin.at("copied-file")).toHaveAttribute("data-same", "true");
  await expect(admin.at("copy-taken")).toBeVisible();
  await admin.expectAccessible("a copy that was taken");
  const again = await ask(admin.page, "POST", `/cases/${provision}/copy`);
  expect([again.status, again.body.clause]).toEqual([409, "CC-3.3.イ-2"]);

  await admin.step("hand_over");
  await admin.field("recipient").fill("下関警察署 刑事課 警部補 山口");
  await admin.field("provided_at").fill("2026-11-20T09:55");
  await admin.field("medium").fill("USBメモリー");
  await admin.take("hand_over");
  await admin.expectState("provided");
  await admin.step("record");
  await admin.field("content").fill("公民館前を通る自転車");
  await admin.field("purpose").fill("窃盗事件の捜査");
  await admin.take("record");
  await expectRefused(admin, "CC-3.5n");
  await admin.field("reason").fill("捜査関係事項照会書による照会");
  await admin.take("record");
  await admin.expectState("closed");
});

test("a complaint through the public form is answered with measures", async () => {
  const own = await consoleContext(desk);
  const visitor = await own.newPage();
  await visitor.goto(`${server.origin}/cameras/demo-group/contact`);
  await visitor.getByTestId("send").click();
  await expect(visitor.locator("#content-flaw")).not.toBeEmpty();
  await visitor.locator("#content").fill("表示が木の陰で見えません。");
  await visitor.getByTestId("send").click();
  const receipt = (await visitor.getByTestId("receipt").textContent())!;
  await own.close();

  const admin = responsible;
  await admin.open("tasks");
  await admin.at("task").filter({ hasText: receipt }).getByRole("link").first().click();
  await expect(admin.at("value-content")).toContainText("木の陰");
  await admin.field("answer").fill("枝を払い、表示を付け替えました。");
  await admin.take("answer");
  await expectRefused(admin, "CC-R7");
  await admin.field("measures").fill("枝の剪定と表示の付替え");
  await admin.take("answer");
  await admin.expectState("answered");
});

const PUBLIC = ["/cameras/", "/cameras/demo-group", "/cameras/demo-group/contact", "/cameras/demo-group/regulation"];

for (const { size, viewport, colorScheme } of looks) {
  test(`every screen of it is accessible and fits (${size}, ${colorScheme})`, async () => {
    const own = await consoleContext(desk, { viewport, colorScheme });
    const admin = await AdminPage.signIn(own, server, "resp1");
    const screens = [
      ["#/footage", "footage"],
      [`#/cases/${regulation}`, "case"],
      [`#/cases/${camera}`, "case"],
      [`#/cases/${provision}`, "case"],
      ["#/new/CC/provision", "begin"],
      ["#/new/CC/regulation", "begin"],
      ["#/new/CC/handler_permission", "begin"],
      ["#/new/CC/complaint", "begin"],
    ] as const;
    const visitor = await own.newPage();
    for (const language of ["ja", "en"]) {
      for (const [to, testid] of screens) {
        await admin.go(to, testid);
        await expect(admin.loading()).toHaveCount(0);
        await admin.expectAccessible(`${to} in ${language}`);
        await admin.expectFits(`${to} in ${language}`);
      }
      for (const path of PUBLIC) {
        await visitor.goto(server.origin + path);
        await expect(visitor.locator("html")).toHaveAttribute("lang", language);
        await expect(visitor.locator("section, dl, form, article").first()).toBeVisible();
        await expectAccessible(visitor, `${path} in ${language}`);
        await expectFits(visitor, `${path} in ${language}`);
      }
      await admin.at("language").click();
    }
    await own.close();
  });
}

test("a recording is gone when its days are over, and its hash proves what was erased", async () => {
  await setClock("2026-11-28T10:00:00+09:00");
  const admin = await AdminPage.signIn(context, server, "resp1");
  await admin.open("footage");
  await expect(async () => {
    await admin.page.reload();
    await expect(admin.at("erased")).toHaveAttribute("data-sha256", film.sha256, { timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
  await expect(admin.at("recording")).toHaveCount(0);
  await admin.expectAccessible("what was erased");
});

test("a camera stays until 31 March 2032", async () => {
  await setClock("2032-03-31T10:00:00+09:00");
  let admin = await AdminPage.signIn(context, server, "resp1");
  await admin.go(`#/cases/${camera}`, "case");
  await expect(admin.at("step-remove")).toHaveCount(0);
  await admin.step("remove_early");
  await admin.choose("removal", "removed");
  await admin.take("remove_early");
  await expectRefused(admin, "CC-2.2.エ");

  await setClock("2032-04-01T09:00:00+09:00");
  admin = await AdminPage.signIn(context, server, "resp1");
  await admin.go(`#/cases/${camera}`, "case");
  await expect(async () => {
    await admin.page.reload();
    await expect(admin.at("case-state")).toHaveAttribute("data-state", "unlocked", { timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
  await admin.step("remove");
  await admin.choose("removal", "removed");
  await admin.take("remove");
  await admin.expectState("removed");
});

test("every refusal on the way named a clause of the catalogue (T14)", async () => {
  expect(await clausesMet()).toEqual(
    expect.arrayContaining(["CC-1b", "CC-2.1b", "CC-2.2.ア", "CC-2.2.エ", "CC-3.2", "CC-3.4", "CC-3.5n", "CC-R7"]),
  );
});
