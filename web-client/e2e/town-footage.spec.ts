// T12: recordings of a town camera: taken in, looked at for a purpose, handed out on a ground, erased.
import { readFileSync } from "node:fs";
import { type Browser, type BrowserContext, expect } from "@playwright/test";
import { AdminPage } from "./admin-page";
import { consoleContext, launchConsoleBrowser } from "./browsers";
import { drop, recording, sha256Of, untar } from "./recording";
import { clausesMet, test } from "./refusals";
import { Server } from "./server";
import { ADDRESS, Group, NOW } from "./town-group";
import { ask, caseId, expectRefused } from "./town-page";

const film = recording("20261120_090000.mp4", 4);

let server: Server;
let desk: Browser;
let context: BrowserContext;
let responsible: AdminPage;
let camera: string;

test.describe.configure({ mode: "serial" });

test.beforeAll(async () => {
  server = await Server.start(["--clock", NOW]);
  desk = await launchConsoleBrowser(server.ready.ca_certificate);
  context = await consoleContext(desk);
  responsible = await AdminPage.signIn(context, server, "resp1");
  const group = await Group.of(responsible.page);
  await group.announcesRegulation();
  camera = await group.runsCamera();
});

test.afterAll(async () => {
  await desk?.close();
  await server?.stop();
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
  const provision = await caseId(admin);

  await admin.step("approve");
  await admin.choose("decision", "written");
  await admin.take("approve");
  await admin.expectState("approved");
  await admin.take("make_copy");
  await admin.expectState("ready");

  const saved = admin.page.waitForEvent("download");
  await admin.at("take-copy").click();
  const files = untar(readFileSync((await (await saved).path())!));
  const films = [...files].filter(([name]) => name.startsWith("films/"));
  expect([...files.keys()].slice(0, 2), "what proves it").toEqual(["manifest.json", "manifest.sig"]);
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

test("a recording is gone when its days are over, and its hash proves what was erased", async () => {
  await server.setClock("2026-11-28T10:00:00+09:00");
  const admin = await AdminPage.signIn(context, server, "resp1");
  await admin.open("footage");
  await expect(async () => {
    await admin.page.reload();
    await expect(admin.at("erased")).toHaveAttribute("data-sha256", film.sha256, { timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
  await expect(admin.at("recording")).toHaveCount(0);
  await admin.expectAccessible("what was erased");
});

test("every refusal on the way named a clause of the catalogue (T14)", async () => {
  expect(await clausesMet()).toEqual(expect.arrayContaining(["CC-3.4", "CC-3.5n"]));
});
