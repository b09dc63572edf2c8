// One call in progress, for benches: server, console and phone, each in its place.
import type { Browser } from "@playwright/test";
import { type Place, consoleContext, launchConsoleBrowser, launchPhoneBrowser, phoneContext } from "../browsers";
import { ConsolePage, newestSms } from "../console-page";
import { PhonePage } from "../phone-page";
import { Server } from "../server";
import { watchFrames } from "./frames";
import { SERVER_ADDRESS } from "./link";

export class Call {
  private constructor(
    readonly server: Server,
    readonly console1: ConsolePage,
    readonly phone: PhonePage,
    private readonly browsers: Browser[],
  ) {}

  /** Starts everything and waits until the picture moves. */
  static async live(consoleAt: Place, phoneAt: Place): Promise<Call> {
    const options = (process.env.GENBA_BENCH_SERVE ?? "").split(" ").filter(Boolean);
    const server = await Server.start(options, undefined, SERVER_ADDRESS);
    const desk = await launchConsoleBrowser(server.ready.ca_certificate, consoleAt);
    const street = await launchPhoneBrowser(server.ready.ca_certificate, "granted", phoneAt);
    const console1 = await ConsolePage.signIn(await consoleContext(desk), server, "op1");
    await watchFrames(console1.page);
    await console1.page.reload();
    await console1.requestVideo();
    const { link } = await newestSms(server);
    const context = await phoneContext(street, { permissions: ["geolocation", "camera"] });
    const phone = await PhonePage.openAsItIs(context, link);
    await phone.consentAndStart();
    await console1.expectLivePicture();
    return new Call(server, console1, phone, [desk, street]);
  }

  async over(): Promise<void> {
    await Promise.all(this.browsers.map((browser) => browser.close()));
    await this.server.stop();
  }
}
