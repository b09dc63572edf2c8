// A console does not lock in the middle of a live report, whoever operates or watches it; the key
// locks at once, and after the end the fifteen minutes run anew (VR-8.1a).
import { type Browser, expect } from "@playwright/test";
import { consoleContext, launchConsoleBrowser, launchPhoneBrowser, phoneContext } from "./browsers";
import { ConsolePage, newestSms } from "./console-page";
import { PhonePage } from "./phone-page";
import { test } from "./refusals";
import { Server } from "./server";

let server: Server;
let desk: Browser;
let street: Browser;

test.beforeAll(async () => {
  server = await Server.start(["--clock"]);
  desk = await launchConsoleBrowser(server.ready.ca_certificate);
  street = await launchPhoneBrowser(server.ready.ca_certificate);
});

test.afterAll(async () => {
  await Promise.all([desk?.close(), street?.close()]);
  await server?.stop();
});

async function enter(userId: string): Promise<ConsolePage> {
  return ConsolePage.signIn(await consoleContext(desk), server, userId);
}

async function live(console1: ConsolePage): Promise<PhonePage> {
  await console1.requestVideo();
  const { link } = await newestSms(server);
  const phone = await PhonePage.open(await phoneContext(street), link);
  await phone.consentAndStart();
  await console1.expectLivePicture();
  return phone;
}

/** The server looks every two seconds which consoles are used. */
const LOOK_MS = 2_500;

/** Until the server knows that the console sees the picture. */
async function knownToSee(console1: ConsolePage): Promise<void> {
  await console1.page.waitForResponse((answer) => answer.url().endsWith("/viewing"));
  await console1.page.waitForTimeout(LOOK_MS);
}

/** Until the server knows that the console sees nothing any more; it believes so after a second look. */
async function knownToRest(console1: ConsolePage): Promise<void> {
  await console1.page.waitForTimeout(3 * LOOK_MS);
}

test("who operates or watches a live report stays, who does neither is locked out", async () => {
  const idle = await enter("op3");
  const operator = await enter("op1");
  const phone = await live(operator);
  const watcher = await enter("op2");
  await watcher.openNewestReport();
  await watcher.expectLivePicture();
  await knownToSee(watcher);

  await server.minutesPass(20);
  await expect(idle.at("lock-screen")).toBeVisible();
  for (const console1 of [operator, watcher]) {
    await console1.expectLivePicture();
    await expect(console1.at("lock-screen")).toHaveCount(0);
  }

  // The key locks at once, and the picture is gone with it.
  await watcher.page.keyboard.press("l");
  await expect(watcher.at("lock-screen")).toBeVisible();
  await expect(watcher.at("live-video")).toHaveCount(0);

  await operator.end();
  await expect(phone.page.getByText("送信を終わりました")).toBeVisible();
  await knownToRest(operator);
  await server.minutesPass(13);
  await operator.page.waitForTimeout(3_000);
  await expect(operator.at("lock-screen")).toHaveCount(0);
  await server.minutesPass(3);
  await expect(operator.at("lock-screen")).toBeVisible();
  await Promise.all([idle, operator, watcher].map(({ page }) => page.context().close()));
});

test("the page counts as the server does: fifteen silent minutes of watching lock nothing", async () => {
  const context = await consoleContext(desk);
  await context.clock.install();
  const operator = await ConsolePage.signIn(context, server, "op1");
  await live(operator);
  await knownToSee(operator);
  await operator.page.clock.fastForward("14:30");
  await operator.page.waitForTimeout(3_000);
  await expect(operator.at("lock-warning")).toHaveCount(0);
  await operator.page.clock.fastForward("01:30");
  await operator.page.waitForTimeout(3_000);
  await expect(operator.at("lock-screen")).toHaveCount(0);
  await operator.expectLivePicture();

  // With no report on it the same page warns, and locks.
  await operator.end();
  await knownToRest(operator);
  await server.minutesPass(14);
  await operator.page.clock.fastForward("15:30");
  await expect(operator.at("lock-warning")).toBeVisible();
  await server.minutesPass(2);
  await expect(operator.at("lock-screen")).toBeVisible();
  await context.close();
});
