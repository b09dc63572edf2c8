// Real Chromium for the console and for the phone, both trusting the server's local CA.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, type BrowserContextOptions, type CDPSession, type Page, chromium, devices } from "@playwright/test";
import { cameraFilm } from "./film/film";
import { watchRefusals } from "./refusals";

const QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic"];

/** A home folder whose certificate store knows the CA; nothing is ignored, everything is checked. */
function homeTrusting(caCertificate: string): string {
  const home = mkdtempSync(join(tmpdir(), "genba-home-"));
  const store = join(home, ".pki/nssdb");
  mkdirSync(store, { recursive: true });
  execFileSync("certutil", ["-d", `sql:${store}`, "-N", "--empty-password"]);
  execFileSync("certutil", ["-d", `sql:${store}`, "-A", "-t", "C,,", "-n", "genba test CA", "-i", caCertificate]);
  return home;
}

/** A network namespace to run a browser in, and the server's address as seen from there. */
export interface Place {
  namespace: string;
  address: string;
}

function executable(place: Place | null): string {
  if (!place) return "/usr/bin/chromium";
  const script = join(mkdtempSync(join(tmpdir(), "genba-place-")), "chromium");
  writeFileSync(script, `#!/bin/sh\nexec ip netns exec ${place.namespace} /usr/bin/chromium "$@"\n`, { mode: 0o755 });
  return script;
}

function reach(place: Place | null): string[] {
  return place ? [`--host-resolver-rules=MAP localhost ${place.address}`] : [];
}

export function launchConsoleBrowser(caCertificate: string, place: Place | null = null): Promise<Browser> {
  return chromium.launch({
    executablePath: executable(place),
    args: [...QUIET, ...reach(place), "--autoplay-policy=no-user-gesture-required"],
    env: { ...process.env, HOME: homeTrusting(caCertificate) } as Record<string, string>,
  });
}

/** `camera: "granted"` answers the permission prompt; `"denied"` leaves it to the page's context. */
export async function launchPhoneBrowser(
  caCertificate: string,
  camera: "granted" | "denied" = "granted",
  place: Place | null = null,
): Promise<Browser> {
  const film = await cameraFilm();
  const fake = ["--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${film}`];
  return chromium.launch({
    executablePath: executable(place),
    args: [...QUIET, ...reach(place), ...fake, ...(camera === "granted" ? ["--use-fake-ui-for-media-stream"] : [])],
    env: { ...process.env, HOME: homeTrusting(caCertificate) } as Record<string, string>,
  });
}

export const TOKYO_STATION = { latitude: 35.6812, longitude: 139.7671, accuracy: 18 };

export function phoneContext(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  return watched(browser, {
    ...devices["Pixel 7"],
    locale: "ja-JP",
    timezoneId: "Asia/Tokyo",
    geolocation: TOKYO_STATION,
    permissions: ["geolocation"],
    ...options,
  });
}

export function consoleContext(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  return watched(browser, {
    viewport: { width: 1440, height: 900 },
    locale: "ja-JP",
    timezoneId: "Asia/Tokyo",
    permissions: ["notifications", "clipboard-read", "clipboard-write"],
    ...options,
  });
}

async function watched(browser: Browser, options: BrowserContextOptions): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  watchRefusals(context);
  return context;
}

/** The network of one page: HTTP, WebSocket and WebRTC packets alike. */
export class Network {
  private constructor(private session: CDPSession) {}

  /** Must stand before the page opens its peer connections, or their packets escape it. */
  static async of(page: Page): Promise<Network> {
    const session = await page.context().newCDPSession(page);
    await session.send("Network.enable");
    const network = new Network(session);
    await network.up();
    return network;
  }

  async up(): Promise<void> {
    await this.open(0);
  }

  /** TCP passes and no datagram does, as behind some firewalls. */
  async withoutUdp(): Promise<void> {
    await this.open(100);
  }

  private async open(packetLoss: number): Promise<void> {
    await this.session.send("Network.emulateNetworkConditions", {
      offline: false, latency: 1, downloadThroughput: -1, uploadThroughput: -1, packetLoss, packetQueueLength: 500,
    });
  }

  async down(): Promise<void> {
    await this.session.send("Network.emulateNetworkConditions", {
      offline: true, latency: 0, downloadThroughput: 0, uploadThroughput: 0, packetLoss: 100, packetQueueLength: 500,
    });
  }
}
