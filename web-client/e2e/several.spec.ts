// One person under several documents: found on the sign-in page, told apart in lists, with forms
// as they are printed and articles found by their number.
import { type Browser, expect } from "@playwright/test";
import { expectAccessible, expectFits } from "./accessible";
import { AdminPage } from "./admin-page";
import { consoleContext, launchConsoleBrowser } from "./browsers";
import { looks } from "./looks";
import { test } from "./refusals";
import { Server } from "./server";

// Each look in a worker of its own.
test.describe.configure({ mode: "parallel" });

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

for (const { name, language, options } of looks) {
  test(`somebody with posts in several documents finds everything (${name})`, async () => {
    const context = await consoleContext(desk, options);
    const page = await context.newPage();
    await page.goto(`${server.origin}/admin/`);
    await page.getByTestId("demo-find").fill("兼務");
    await expect(page.locator(".demo-person")).toHaveCount(1);
    await expectAccessible(page, "the people of the demo");
    await expectFits(page, "the people of the demo");
    await context.close();

    const own = await consoleContext(desk, options);
    const admin = await AdminPage.signIn(own, server, "multi1");
    await admin.speak(language);
    // One of the two documents is past its date, and stays in force.
    await expect(admin.at("past-banner")).toHaveAttribute("data-document", "WC");
    await admin.at("show-WC").click();
    await expect(admin.at("show-WC")).toHaveAttribute("aria-pressed", "true");
    await admin.expectFits("my tasks");

    await admin.go("#/rulebooks/IS/articles", "rulebook-page");
    await admin.at("find-article").fill("第17の5(1)ア");
    await admin.at("find-article").press("Enter");
    await expect(admin.page).toHaveURL(/IS-17\.5\.1\./);
    await expect(admin.page.locator(".article-open")).toBeVisible();
    await admin.expectAccessible("an article");

    for (const [to, form] of [
      ["#/sheets/IS/material_slip", "material_slip"],
      ["#/sheets/IS/work_request", "work_request"],
      ["#/sheets/WC/provision", "provision"],
    ] as const) {
      await admin.go(to, "blank-sheet");
      await expect(admin.at("sheet")).toHaveAttribute("data-form", form);
      await admin.expectAccessible(to);
      await admin.expectFits(to);
    }
    await own.close();
  });
}

test("a headquarters switches a document off and on", async () => {
  const admin = await AdminPage.signIn(await consoleContext(desk), server, "chief1", "management");
  await admin.go("#/appoint", "appoint");
  await expect(admin.at("document-VR")).toHaveAttribute("data-on", "true");
  for (const on of [false, true]) {
    await admin.at("switch-WC").click();
    await admin.at("act-confirm").click();
    await expect(admin.at("document-WC")).toHaveAttribute("data-on", String(on));
  }
  await admin.expectAccessible("documents of a unit");
});
