// Every screen and public page of town cameras, with what a group has after a while.
import { type Browser, expect } from "@playwright/test";
import { expectAccessible, expectFits } from "./accessible";
import { AdminPage } from "./admin-page";
import { consoleContext, launchConsoleBrowser } from "./browsers";
import { looks } from "./looks";
import { recording } from "./recording";
import { test } from "./refusals";
import { Server } from "./server";
import { Group, NOW } from "./town-group";

// Each look in a worker of its own.
test.describe.configure({ mode: "parallel" });

let server: Server;
let desk: Browser;
let regulation: string;
let camera: string;
let provision: string;

test.beforeAll(async () => {
  server = await Server.start(["--clock", NOW]);
  desk = await launchConsoleBrowser(server.ready.ca_certificate);
  const context = await consoleContext(desk);
  const group = await Group.of((await AdminPage.signIn(context, server, "resp1")).page);
  regulation = await group.announcesRegulation();
  camera = await group.runsCamera();
  const footage = await group.keeps(camera, recording("20261120_093000.mp4", 2));
  provision = await group.provides(footage);
  await context.close();
});

test.afterAll(async () => {
  await desk?.close();
  await server?.stop();
});

const PUBLIC = ["/cameras/", "/cameras/demo-group", "/cameras/demo-group/contact", "/cameras/demo-group/regulation"];

for (const { name, language, options } of looks) {
  test(`every screen of town cameras is accessible and fits (${name})`, async () => {
    const own = await consoleContext(desk, options);
    const admin = await AdminPage.signIn(own, server, "resp1");
    await admin.speak(language);
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
    for (const [to, testid] of screens) {
      await admin.go(to, testid);
      await expect(admin.loading()).toHaveCount(0);
      await admin.expectAccessible(to);
      await admin.expectFits(to);
    }
    for (const path of PUBLIC) {
      await visitor.goto(server.origin + path);
      await expect(visitor.locator("html")).toHaveAttribute("lang", language);
      await expect(visitor.locator("section, dl, form, article").first()).toBeVisible();
      await expectAccessible(visitor, path);
      await expectFits(visitor, path);
    }
    await own.close();
  });
}
