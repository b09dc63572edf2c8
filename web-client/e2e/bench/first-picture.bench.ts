// From the tap on Start to the first JPEG and the first decoded live frame on the console.
// Camera permission is given and the console is open, as reliability figure 5 says.
import { type Browser, expect, test } from "@playwright/test";
import { consoleContext, launchConsoleBrowser, launchPhoneBrowser, phoneContext } from "../browsers";
import { ConsolePage, newestSms } from "../console-page";
import { PhonePage } from "../phone-page";
import { Server } from "../server";
import { type Firsts, watchFirsts } from "./firsts";

const RUNS = Number(process.env.GENBA_BENCH_RUNS ?? 15);
const WARM_UP_RUNS = 1;
/** Run in the namespace `near`, joined to `far` by a link with this round trip; absent: loopback. */
const RTT_MS = Number(process.env.GENBA_BENCH_RTT_MS ?? 0);
const near = RTT_MS > 0 ? { namespace: "genba0", address: "10.99.0.1" } : null;
const far = RTT_MS > 0 ? { namespace: "genba1", address: "10.99.0.1" } : null;

let server: Server;
let desk: Browser;
let street: Browser;

test.afterAll(async () => {
  await Promise.all([desk?.close(), street?.close()]);
  await server?.stop();
});

test("first picture", async () => {
  server = await Server.start([], undefined, near?.address);
  desk = await launchConsoleBrowser(server.ready.ca_certificate, near);
  street = await launchPhoneBrowser(server.ready.ca_certificate, "granted", far);
  const console1 = await ConsolePage.signIn(await consoleContext(desk), server, "op1");
  await console1.page.addInitScript(watchFirsts);
  await console1.page.reload();
  const jpeg: number[] = [];
  const frame: number[] = [];
  for (let run = -WARM_UP_RUNS; run < RUNS; run++) {
    const times = await once(console1);
    if (run < 0) continue;
    jpeg.push(times.jpeg_ms);
    frame.push(times.frame_ms);
  }
  print({ "first JPEG": jpeg, "first decoded frame": frame });
});

async function once(console1: ConsolePage): Promise<{ jpeg_ms: number; frame_ms: number }> {
  await console1.requestVideo();
  const { link } = await newestSms(server);
  await console1.page.evaluate(() => ((window as unknown as { firsts: Firsts }).firsts = {}));
  const context = await phoneContext(street, { permissions: ["geolocation", "camera"] });
  const phone = await PhonePage.open(context, link);
  await phone.tickConsents();
  await phone.page.evaluate(() => addEventListener("click", () => {
    (window as unknown as { tap: number }).tap ??= performance.timeOrigin + performance.now();
  }, { capture: true }));
  await phone.button("同意して始める").click();
  const firsts = () => console1.page.evaluate(() => (window as unknown as { firsts: Firsts }).firsts);
  await expect.poll(async () => (await firsts()).frame ?? 0, { timeout: 30_000 }).toBeGreaterThan(0);
  await expect.poll(async () => (await firsts()).jpeg ?? 0, { timeout: 30_000 }).toBeGreaterThan(0);
  const tap = await phone.page.evaluate(() => (window as unknown as { tap: number }).tap);
  const { jpeg, frame } = await firsts();
  await console1.end();
  await console1.page.waitForTimeout(300);
  await context.close();
  return { jpeg_ms: jpeg! - tap, frame_ms: frame! - tap };
}

function print(figures: Record<string, number[]>): void {
  const rank = (sorted: number[], share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!);
  const rows = Object.entries(figures).map(([name, values]) => {
    const sorted = [...values].sort((a, b) => a - b);
    return { name, median_ms: rank(sorted, 0.5), p95_ms: rank(sorted, 0.95), max_ms: Math.round(sorted.at(-1)!) };
  });
  const where = RTT_MS > 0 ? `${RTT_MS} ms RTT on the caller's leg` : "loopback";
  console.log(`${`tap → console, ${where}, ${RUNS} runs`.padEnd(52)}${"median".padStart(8)}${"p95".padStart(8)}${"max".padStart(8)}  ms`);
  for (const row of rows) console.log(`${row.name.padEnd(52)}${String(row.median_ms).padStart(8)}${String(row.p95_ms).padStart(8)}${String(row.max_ms).padStart(8)}`);
  console.log(JSON.stringify({ bench: "first-picture", rtt_ms: RTT_MS, runs: RUNS, rows }));
}
