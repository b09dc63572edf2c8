// Every screen of the admin page, looked at as each of those who may see it.
import { type Browser, expect } from "@playwright/test";
import { AdminPage, type Terminal } from "./admin-page";
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

/** Who looks at which screens; each shows what that person may see. */
const LOOKS: [string, Terminal, [string, string][]][] = [
  [
    "resp1",
    null,
    [
      ["#/", "tasks"],
      ["#/footage", "footage"],
      ["#/registers", "registers"],
      ["#/registers/CC/recording_medium", "ledger-page"],
      ["#/new", "new-case"],
      ["#/new/CC/provision", "begin"],
      ["#/cases", "cases"],
      ["#/calendar/2026-11/month", "calendar"],
      ["#/calendar/2026-11/list", "calendar"],
      ["#/office-hours", "office-hours"],
      ["#/rulebooks", "rulebooks"],
      ["#/rulebooks/CC/articles/CC-3.5.ア–エ", "rulebook-page"],
      ["#/rulebooks/CC/workflows/provision", "rulebook-page"],
      ["#/rulebooks/CC/forms", "rulebook-page"],
      ["#/rulebooks/CC/posts", "rulebook-page"],
      ["#/rulebooks/CC/texts", "rulebook-page"],
    ],
  ],
  [
    "chief1",
    "management",
    [
      ["#/appoint", "appoint"],
      ["#/appoint/staff-list", "staff-list"],
      ["#/appoint/reviews", "reviews"],
      ["#/appoint/terminals", "terminals"],
      ["#/circulars", "circulars"],
    ],
  ],
  [
    "mgr1",
    "reception",
    [
      ["#/trail", "trail"],
      ["#/statistics", "statistics"],
      ["#/training", "training"],
    ],
  ],
  ["npamgr", "management", [["#/statistics", "statistics"]]],
];

for (const { name, language, options } of looks) {
  test(`every screen is accessible and fits (${name})`, async () => {
    for (const [person, terminal, screens] of LOOKS) {
      const context = await consoleContext(desk, options);
      const admin = await AdminPage.signIn(context, server, person, terminal);
      await admin.speak(language);
      for (const [to, testid] of screens) {
        await admin.go(to, testid);
        await expect(admin.loading()).toHaveCount(0);
        await admin.expectAccessible(to);
        await admin.expectFits(to);
      }
      await context.close();
    }
  });
}

test("a case, its dialogs and its flaws are accessible", async () => {
  const admin = await AdminPage.signIn(await consoleContext(desk), server, "resp1");
  await admin.begin("CC", "registration");
  await admin.take("answer_kind");
  await expect(admin.at("flaws")).toBeVisible();
  await admin.expectAccessible("a form with a flaw");
  await admin.choose("face_recognition", "no");
  await admin.take("answer_kind");
  await admin.expectState("draft");
  await admin.expectAccessible("a case");
  await admin.go("#/registers/CC/recording_medium", "ledger-page");
  await admin.at("take-in-open").click();
  await admin.expectAccessible("taking in");
});
