// WCAG 2.2 AA as far as axe can judge it, on every screen of phone and console, light and dark.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, expect } from "@playwright/test";
import { expectAccessible } from "./accessible";
import { consoleContext, launchConsoleBrowser, launchPhoneBrowser, phoneContext } from "./browsers";
import { ConsolePage, newestSms } from "./console-page";
import { made } from "./film/film";
import { PhonePage } from "./phone-page";
import { test } from "./refusals";
import { Server } from "./server";

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

for (const colorScheme of ["light", "dark"] as const) {
  test(`every screen of a report is accessible (${colorScheme})`, async () => {
    const context = await consoleContext(desk, { colorScheme });
    const visitor = await context.newPage();
    await visitor.goto(server.ready.console);
    await expect(visitor.getByTestId("sign-in-submit")).toBeVisible();
    await expectAccessible(visitor, "sign-in");
    await visitor.close();

    const console1 = await ConsolePage.signIn(context, server, "op1");
    await expectAccessible(console1.page, "console without a report");
    await console1.fillRequest();
    await expectAccessible(console1.page, "request dialog");
    await console1.at("prepare").click();
    await expect(console1.at("prepared-groups")).toBeVisible();
    await expectAccessible(console1.page, "compare");
    await console1.compareAndSend();
    await console1.expectStep("sent");
  
    const outbox = await context.newPage();
    await outbox.goto(server.ready.outbox);
    await expect(outbox.getByRole("link").first()).toBeVisible();
    await expectAccessible(outbox, "outbox");

    const { link } = await newestSms(server);
    const phone = await PhonePage.open(await phoneContext(street, { colorScheme }), link);
    await expect(phone.button("同意して始める")).toBeVisible();
    await expectAccessible(phone.page, "consents");
    await phone.consentAndStart();
    await console1.expectLivePicture();
    await expectAccessible(phone.page, "live on the phone");
    await expectAccessible(console1.page, "live on the console");
    await console1.at("end-report").click();
    await expectAccessible(console1.page, "end dialog");
    await console1.at("end-reason").selectOption("finished");
    await console1.at("end-confirm").click();
    await expect(phone.page.getByText("送信を終わりました")).toBeVisible();
    await expectAccessible(phone.page, "ended on the phone");
    await expect(console1.at("totals")).toBeVisible();
    await expectAccessible(console1.page, "ended on the console");
  });
}

test("VR-1: what the service is for and what it does not offer can be read from every page", async () => {
  const context = await consoleContext(desk);
  const page = await context.newPage();
  for (const door of ["/console/", "/admin/"]) {
    await page.goto(`${server.origin}${door}`);
    const opening = context.waitForEvent("page");
    await page.getByTestId("about").click();
    const about = await opening;
    await expect(about.getByRole("heading", { name: "初動警察活動以外の機能はありません" })).toBeVisible();
    await expect(about.getByText("VR-1").first()).toBeVisible();
    await about.close();
  }
  const console1 = await ConsolePage.signIn(context, server, "op1");
  await expect(console1.at("about")).toHaveAttribute("href", "/about/");
  await console1.requestVideo();
  const phone = await PhonePage.open(await phoneContext(street), (await newestSms(server)).link);
  await expect(phone.page.getByRole("link", { name: "このサービスについて" })).toHaveAttribute("href", "/about/");
  await expectAccessible(phone.page, "consents with the link");
  for (const colorScheme of ["light", "dark"] as const) {
    for (const viewport of [{ width: 1440, height: 900 }, { width: 390, height: 844 }]) {
      const reader = await (await consoleContext(desk, { colorScheme, viewport })).newPage();
      await reader.goto(`${server.origin}/about/`);
      await expectAccessible(reader, `about, ${colorScheme}`);
      const beyond = await reader.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(beyond).toBeLessThanOrEqual(0);
      await reader.screenshot({ path: join(pictures, `about-${colorScheme}-${viewport.width}.png`), fullPage: true });
      await reader.context().close();
    }
  }
  await phone.page.context().close();
  await context.close();
});
