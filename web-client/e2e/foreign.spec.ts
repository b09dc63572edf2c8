// Clients that are not ours publish and view: Chromium and Firefox with a page of the book, and aiortc.
import { execFile } from "node:child_process";
import type { Server as WebServer } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Browser, type Page, chromium, expect, test } from "@playwright/test";
import { Firefox } from "./foreign/firefox";
import { MediaNode, type Where, serveForeignPage } from "./foreign/node";
import { machineAddress } from "./turn";

interface Figures {
  got: { frames: number; codec: string; height: number; audioPackets: number };
  /** `accepted`: layers that the answer left; `layers`: those that were encoded. */
  sent: { accepted: number; layers: number; patches: number[] };
}

/** A browser with the foreign page. */
interface Client {
  call<T>(name: string, argument?: unknown): Promise<T>;
}

type Functions = Record<string, (argument: unknown) => unknown>;

const aiortc = join(dirname(fileURLToPath(import.meta.url)), "foreign/aiortc_client.py");
const BOTH = ["video", "audio"];
/** Of pictures or sounds, until a view counts as running. */
const SOME = 15;

let node: MediaNode;
let web: WebServer;
let chrome: Browser;
let firefox: Firefox;
const clients: Record<string, Client> = {};

test.beforeAll(async () => {
  const page = await serveForeignPage();
  web = page.server;
  node = await MediaNode.start(machineAddress());
  chrome = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required"],
  });
  const pages = { "Chromium that publishes": await chrome.newPage(), "Chromium that views": await chrome.newPage() };
  for (const [name, opened] of Object.entries(pages)) {
    await opened.goto(page.url);
    clients[name] = ofPage(opened);
  }
  firefox = await Firefox.launch();
  await firefox.goto(page.url);
  clients.Firefox = firefox;
  await clients["Chromium that views"]!.call("view", { ...node.view, kinds: BOTH });
  await clients.Firefox.call("view", { ...node.view, kinds: ["audio", "video"] });
});

test.afterAll(async () => {
  await Promise.all([chrome?.close(), firefox?.close()]);
  node?.stop();
  web?.close();
});

function ofPage(page: Page): Client {
  return {
    call: <T>(name: string, argument?: unknown) =>
      page.evaluate(([called, given]) => (window as unknown as Functions)[called]!(given) as Promise<T>, [name, argument] as const),
  };
}

async function figures(client: string): Promise<Figures> {
  return clients[client]!.call<Figures>("figures");
}

/** Waits until a viewer shows more than it did before. */
async function expectMore(client: string, before: Figures, what: "frames" | "audioPackets"): Promise<Figures> {
  const count = async () => (await figures(client)).got[what] - before.got[what];
  await expect.poll(count, { timeout: 15_000, message: `${client}: ${what}` }).toBeGreaterThan(SOME);
  return figures(client);
}

async function run(direction: "publish" | "view", { endpoint, token }: Where, codec = "VP8"): Promise<{ frames: number; state: string }> {
  const { stdout } = await promisify(execFile)("/usr/bin/python3", [aiortc, direction, endpoint, token, "--codec", codec]);
  return JSON.parse(stdout) as { frames: number; state: string };
}

for (const [publisher, name, offer, expected] of [
  ["Chromium that publishes", "VP8 and sound, candidates by PATCH", { kinds: BOTH, codec: "VP8", trickle: true }, { codec: "video/VP8", firefox: true }],
  ["Chromium that publishes", "H.264, video alone", { kinds: ["video"], codec: "H264" }, { codec: "video/H264", firefox: false }],
  ["Chromium that publishes", "simulcast, sound first", { kinds: ["audio", "video"], codec: "VP8", rids: ["l", "m", "h"] }, { codec: "video/VP8", firefox: true }],
  ["Firefox", "VP8 and sound, candidates by PATCH", { kinds: BOTH, codec: "VP8", trickle: true }, { codec: "video/VP8", firefox: true }],
  ["Firefox", "simulcast, sound first", { kinds: ["audio", "video"], codec: "VP8", rids: ["l", "h"] }, { codec: "video/VP8", firefox: true }],
] as const) {
  test(`${publisher.split(" ")[0]} publishes ${name}`, async () => {
    const before = { chrome: await figures("Chromium that views"), firefox: await figures("Firefox") };
    await clients[publisher]!.call("publish", { ...node.publish, ...offer });
    const seen = await expectMore("Chromium that views", before.chrome, "frames");
    expect(seen.got.codec).toBe(expected.codec);
    if (expected.firefox) await expectMore("Firefox", before.firefox, "frames");
    if ((offer.kinds as readonly string[]).includes("audio")) {
      await expectMore("Chromium that views", before.chrome, "audioPackets");
      await expectMore("Firefox", before.firefox, "audioPackets");
    }
    // An encoder on a busy machine may leave out the largest layer for long, but no other.
    const layers = async () => (await figures(publisher)).sent.layers;
    await expect.poll(layers, { timeout: 15_000 }).toBeGreaterThanOrEqual("rids" in offer ? 2 : 1);
    expect((await figures(publisher)).sent.accepted).toBe("rids" in offer ? offer.rids.length : 1);
    if ("trickle" in offer) {
      const { sent } = await figures(publisher);
      expect(sent.patches.length).toBeGreaterThan(0);
      expect(new Set(sent.patches)).toEqual(new Set([204]));
    }
    expect(await clients[publisher]!.call("leave")).toBe(200);
  });
}

test("sound alone is a session too", async () => {
  const before = await figures("Chromium that views");
  await clients["Chromium that publishes"]!.call("publish", { ...node.publish, kinds: ["audio"] });
  await expectMore("Chromium that views", before, "audioPackets");
  expect(await clients["Chromium that publishes"]!.call("leave")).toBe(200);
});

for (const codec of ["VP8", "H264"]) {
  test(`aiortc publishes ${codec} and a browser shows it`, async () => {
    const before = await figures("Chromium that views");
    const publishing = run("publish", node.publish, codec);
    const seen = await expectMore("Chromium that views", before, "frames");
    expect(seen.got.codec).toBe(`video/${codec}`);
    expect((await publishing).state).toBe("connected");
  });
}

test("aiortc views what a browser publishes", async () => {
  await clients["Chromium that publishes"]!.call("publish", { ...node.publish, kinds: ["video"], codec: "VP8" });
  const viewed = await run("view", node.view);
  expect(viewed.state).toBe("connected");
  expect(viewed.frames).toBeGreaterThan(SOME);
  expect(await clients["Chromium that publishes"]!.call("leave")).toBe(200);
});
