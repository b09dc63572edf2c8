// Whatever the network lets through: media finds its way, and video comes all the same.
import { type Browser, type BrowserContext, expect, test } from "@playwright/test";
import { consoleContext, launchConsoleBrowser, launchPhoneBrowser, phoneContext } from "./browsers";
import { ConsolePage, newestSms } from "./console-page";
import { cameraFilm } from "./film/film";
import { pairsInUse, watchPeers } from "./peers";
import { PhonePage } from "./phone-page";
import { Server } from "./server";
import { Turn } from "./turn";

let turn: Turn;
let server: Server;
let desk: Browser;
let street: Browser;

test.beforeAll(async () => {
  await cameraFilm();
  turn = await Turn.prepare();
  server = await Server.start(turn.options, turn.data);
  await turn.start();
  desk = await launchConsoleBrowser(server.ready.ca_certificate);
  street = await launchPhoneBrowser(server.ready.ca_certificate);
});

test.afterAll(async () => {
  await Promise.all([desk?.close(), street?.close()]);
  await server?.stop();
  turn?.stop();
});

async function begun(prepare: (context: BrowserContext) => Promise<unknown>): Promise<{ console1: ConsolePage; phone: PhonePage }> {
  const console1 = await ConsolePage.signIn(await consoleContext(desk), server, "op1");
  await console1.requestVideo();
  const context = await phoneContext(street);
  await prepare(context);
  const { link } = await newestSms(server);
  return { console1, phone: await PhonePage.open(context, link) };
}

test("where UDP is blocked before Start, video comes by TCP", async () => {
  const { console1, phone } = await begun((context) => watchPeers(context));
  await phone.network.withoutUdp();
  await phone.consentAndStart();
  await console1.expectLivePicture();
  await expect(console1.at("ladder-step")).toHaveAttribute("data-step", "video");
  expect(await pairsInUse(phone.page)).toEqual([{ local: "tcp", remote: "tcp", relayed: false }]);
  await console1.end();
});

for (const [name, url, relay] of [
  ["UDP", /^turn:.*=udp$/, "udp"],
  ["TCP", /^turn:.*=tcp$/, "tcp"],
  ["TLS", /^turns:/, "tls"],
] as const) {
  test(`where nothing but a relay over ${name} is reached, video comes through it`, async () => {
    const { console1, phone } = await begun((context) => watchPeers(context, url));
    await phone.consentAndStart();
    await console1.expectLivePicture();
    expect(await pairsInUse(phone.page)).toEqual([{ local: relay, remote: "udp", relayed: true }]);
    await console1.end();
  });
}

test("through the relay nothing but the media address is reached", () => {
  const told = turn.reach();
  console.log(told.trim());
  expect(told).toMatch(/^tried 4\d\d, open 1, wrong 0$/m);
});
