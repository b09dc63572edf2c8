// T12: a complaint about a town camera, from the public form to the answer.
import { type Browser, expect } from "@playwright/test";
import { AdminPage } from "./admin-page";
import { consoleContext, launchConsoleBrowser } from "./browsers";
import { clausesMet, test } from "./refusals";
import { Server } from "./server";
import { Group, NOW } from "./town-group";
import { expectRefused } from "./town-page";

let server: Server;
let desk: Browser;

test.beforeAll(async () => {
  server = await Server.start(["--clock", NOW]);
  desk = await launchConsoleBrowser(server.ready.ca_certificate);
  const context = await consoleContext(desk);
  const responsible = await AdminPage.signIn(context, server, "resp1");
  await (await Group.of(responsible.page)).announcesRegulation();
  await context.close();
});

test.afterAll(async () => {
  await desk?.close();
  await server?.stop();
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

  const admin = await AdminPage.signIn(await consoleContext(desk), server, "resp1");
  await admin.open("tasks");
  await admin.at("task").filter({ hasText: receipt }).getByRole("link").first().click();
  await expect(admin.at("value-content")).toContainText("木の陰");
  await admin.field("answer").fill("枝を払い、表示を付け替えました。");
  await admin.take("answer");
  await expectRefused(admin, "CC-R7");
  await admin.field("measures").fill("枝の剪定と表示の付替え");
  await admin.take("answer");
  await admin.expectState("answered");
  expect(await clausesMet()).toContain("CC-R7");
});
