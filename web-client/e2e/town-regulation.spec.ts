// T12: the regulation of a group with cameras.
import { type Browser, expect } from "@playwright/test";
import { AdminPage } from "./admin-page";
import { consoleContext, launchConsoleBrowser } from "./browsers";
import { test } from "./refusals";
import { Server } from "./server";
import { NOW } from "./town-group";
import { ask, beginRegulation, ownUnit } from "./town-page";

let server: Server;
let desk: Browser;

test.beforeAll(async () => {
  server = await Server.start(["--clock", NOW]);
  desk = await launchConsoleBrowser(server.ready.ca_certificate);
});

test.afterAll(async () => {
  await desk?.close();
  await server?.stop();
});

test("a regulation keeps recordings for thirty days at most", async () => {
  const admin = await AdminPage.signIn(await consoleContext(desk), server, "resp1");
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
});
