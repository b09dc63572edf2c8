// Whatever the network lets through: media finds its way, and video comes all the same.
import { type Browser, expect, test } from "@playwright/test";
import { consoleContext, launchConsoleBrowser, launchPhoneBrowser, phoneContext } from "./browsers";
import { ConsolePage, newestSms } from "./console-page";
import { cameraFilm } from "./film/film";
import { pairsInUse, watchPeers } from "./peers";
import { PhonePage } from "./phone-page";
import { Server } from "./server";

let server: Server;
let desk: Browser;
let street: Browser;

test.beforeAll(async () => {
  await cameraFilm();
  server = await Server.start();
  desk = await launchConsoleBrowser(server.ready.ca_certificate);
  street = await launchPhoneBrowser(server.ready.ca_certificate);
});

test.afterAll(async () => {
  await Promise.all([desk?.close(), street?.close()]);
  await server?.stop();
});

test("where UDP is blocked before Start, video comes by TCP", async () => {
  const console1 = await ConsolePage.signIn(await consoleContext(desk), server, "op1");
  await console1.requestVideo();
  const { link } = await newestSms(server);
  const phone = await PhonePage.open(await watchPeers(await phoneContext(street)), link);
  await phone.network.withoutUdp();
  await phone.consentAndStart();
  await console1.expectLivePicture();
  await expect(console1.at("ladder-step")).toHaveAttribute("data-step", "video");
  expect(await pairsInUse(phone.page)).toEqual([{ local: "tcp", remote: "tcp", relayed: false }]);
  await console1.end();
});
