// The ladder: where no video gets through pictures do, and the phone climbs back by itself.
import { join } from "node:path";
import { type Browser, expect } from "@playwright/test";
import { expectFlawless } from "./accessible";
import { consoleContext, launchConsoleBrowser, launchPhoneBrowser, phoneContext } from "./browsers";
import { ConsolePage, newestSms } from "./console-page";
import { cameraFilm, made } from "./film/film";
import { PhonePage } from "./phone-page";
import { test } from "./refusals";
import { Server } from "./server";

/** Three seconds are the goal; the rest is for a machine with other work. */
const PICTURES_WITHIN_MS = 4_500;

let server: Server;
let desk: Browser;
let street: Browser;

test.beforeAll(async () => {
  await cameraFilm();
  // Without UDP video would come by TCP: here no media at all shall get through.
  server = await Server.start(["--media-udp-only"]);
  desk = await launchConsoleBrowser(server.ready.ca_certificate);
  street = await launchPhoneBrowser(server.ready.ca_certificate);
});

test.afterAll(async () => {
  await Promise.all([desk?.close(), street?.close()]);
  await server?.stop();
});

async function begun(): Promise<{ console1: ConsolePage; phone: PhonePage }> {
  const console1 = await ConsolePage.signIn(await consoleContext(desk), server, "op1");
  await console1.requestVideo();
  const { link } = await newestSms(server);
  const phone = await PhonePage.open(await phoneContext(street), link);
  return { console1, phone };
}

/** Numbers of pictures of the second, as they come onto the console's screen. */
function pictures(console1: ConsolePage): Promise<number> {
  return console1.at("live-picture").evaluate((image) => Number((image as HTMLImageElement).dataset.seq ?? 0));
}

test("where no media gets through, a picture comes each second, and video when it can", async () => {
  const { console1, phone } = await begun();
  await phone.network.withoutUdp();
  await phone.consentAndStart();
  const step = console1.at("ladder-step");
  await expect(step).toHaveAttribute("data-step", "pictures", { timeout: 20_000 });
  await expect(step).toContainText("1秒ごとの写真");
  await expect(console1.at("live-picture")).toBeVisible();
  await expect(phone.page.getByText("映像のかわりに写真を続けて送っています")).toBeVisible();
  const before = await pictures(console1);
  await console1.page.waitForTimeout(5_000);
  expect((await pictures(console1)) - before).toBeGreaterThanOrEqual(3);
  await expect(console1.at("picture-age")).toHaveAttribute("data-freshness", /live|late/);
  await console1.page.screenshot({ path: join(made, "pictures/console-ladder-pictures.png") });
  await phone.page.screenshot({ path: join(made, "pictures/phone-ladder-pictures.png") });
  await expectFlawless(console1.page, "pictures on the console");
  await expectFlawless(phone.page, "pictures on the phone");

  await phone.network.up();
  await expect(step).toHaveAttribute("data-step", "video", { timeout: 30_000 });
  await console1.expectLivePicture();
  const last = await pictures(console1);
  await console1.page.waitForTimeout(3_000);
  expect(await pictures(console1), "no picture more beside video").toBeLessThanOrEqual(last + 1);
  await console1.end();
});

test("media that stops in the middle gives way to pictures within seconds, and returns", async () => {
  const { console1, phone } = await begun();
  await phone.consentAndStart();
  await console1.expectLivePicture();
  await expect(console1.at("ladder-step")).toHaveAttribute("data-lines", /\d+/);
  const cut = Date.now();
  await phone.network.withoutUdp();
  await expect(console1.at("live-picture")).toBeVisible({ timeout: 20_000 });
  const within = Date.now() - cut;
  console.log(`pictures ${within} ms after media stopped`);
  await phone.network.up();
  await expect(console1.at("ladder-step")).toHaveAttribute("data-step", "video", { timeout: 30_000 });
  await console1.expectLivePicture();
  await console1.end();
  expect(within).toBeLessThan(PICTURES_WITHIN_MS);
});

test("the operator asks for a still and it comes without a press on the phone", async () => {
  const { console1, phone } = await begun();
  await phone.consentAndStart();
  await console1.expectLivePicture();
  await console1.at("ask-still").click();
  const still = console1.page.locator("[data-testid=file-item][data-kind=still]");
  await expect(still).toHaveAttribute("data-state", "viewable", { timeout: 20_000 });
  await expect(console1.at("ask-still")).toContainText("写真を求める");
  await console1.at("media").locator("summary").click();
  await expect(console1.at("media-viewer")).toContainText(/\d+p/, { timeout: 20_000 });
  await console1.page.screenshot({ path: join(made, "pictures/console-ladder-still.png") });
  await console1.end();
});

test("the step is told in English, by day and on a phone too", async () => {
  const { console1, phone } = await begun();
  await phone.network.withoutUdp();
  await phone.consentAndStart();
  const context = await consoleContext(desk, { locale: "en-GB", viewport: { width: 390, height: 844 }, colorScheme: "light" });
  const small = await ConsolePage.signIn(context, server, "op1");
  await small.at("language").click();
  await small.openNewestReport();
  await expect(small.at("ladder-step")).toContainText("A picture each second", { timeout: 20_000 });
  await expect(small.at("live-picture")).toBeVisible();
  await small.page.screenshot({ path: join(made, "pictures/console-ladder-small.png") });
  await expectFlawless(small.page, "pictures on a small console");
  await phone.network.up();
  await console1.end();
});
