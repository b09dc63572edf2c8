// From a sheet's QR code on a phone that has never seen it to the first frame at the console:
// registration, the unit's code and purpose are typed by a script, so that the figure is what the
// system adds to a person's typing. Then the same from the one tap after code and purpose.
import { type Browser, expect, test } from "@playwright/test";
import { AdminPage } from "../admin-page";
import { consoleContext, launchConsoleBrowser, launchPhoneBrowser, phoneContext } from "../browsers";
import { ConsolePage } from "../console-page";
import { Server } from "../server";
import { OfficerPage, issueSheet, unitCode } from "../staff-page";
import { type Firsts, watchFirsts } from "./firsts";
import { print, spread } from "./table";

const RUNS = Number(process.env.GENBA_BENCH_RUNS ?? 15);
const WARM_UP_RUNS = 1;

let server: Server;
let desk: Browser;
let street: Browser;

test.afterAll(async () => {
  await Promise.all([desk?.close(), street?.close()]);
  await server?.stop();
});

test("sheet to first frame", async () => {
  server = await Server.start();
  desk = await launchConsoleBrowser(server.ready.ca_certificate);
  street = await launchPhoneBrowser(server.ready.ca_certificate);
  const chief = await AdminPage.signIn(await consoleContext(desk), server, "chief1", "management");
  const manager = await AdminPage.signIn(await consoleContext(desk), server, "mgr1", "reception");
  const sheet = await issueSheet(chief);
  const code = await unitCode(manager, sheet.number);
  const console1 = await ConsolePage.signIn(await consoleContext(desk), server, "op1");
  await console1.page.addInitScript(watchFirsts);
  await console1.page.addInitScript(openOfficers);
  await console1.page.reload();
  const sheetTo: number[] = [];
  const tapToJpeg: number[] = [];
  const tapToFrame: number[] = [];
  for (let run = -WARM_UP_RUNS; run < RUNS; run++) {
    const times = await once(console1, sheet.url, code, String(100_000 + run));
    if (run < 0) continue;
    sheetTo.push(times.frame_ms - times.sheet_ms);
    tapToJpeg.push(times.jpeg_ms - times.tap_ms);
    tapToFrame.push(times.frame_ms - times.tap_ms);
  }
  const rows = [
    { name: "QR code opened → first frame", ...spread(sheetTo) },
    { name: "tap after code and purpose → first JPEG", ...spread(tapToJpeg) },
    { name: "tap after code and purpose → first frame", ...spread(tapToFrame) },
  ];
  print("staff-sheet", "an officer's phone → console, loopback", rows);
});

async function once(console1: ConsolePage, url: string, code: string, number: string) {
  await console1.page.evaluate(() => ((window as unknown as { firsts: Firsts }).firsts = {}));
  const context = await phoneContext(street, { permissions: ["geolocation", "camera"] });
  const sheet_ms = Date.now();
  const phone = await OfficerPage.open(context, url);
  await phone.register({ number, name: `巡査 ${number}`, unit: "自動車警ら隊" });
  await phone.enter(code);
  await phone.page.evaluate(() => addEventListener("click", () => {
    (window as unknown as { tap: number }).tap ??= performance.timeOrigin + performance.now();
  }, { capture: true }));
  await phone.start();
  const firsts = () => console1.page.evaluate(() => (window as unknown as { firsts: Firsts }).firsts);
  await expect.poll(async () => (await firsts()).frame ?? 0, { timeout: 30_000 }).toBeGreaterThan(0);
  await expect.poll(async () => (await firsts()).jpeg ?? 0, { timeout: 30_000 }).toBeGreaterThan(0);
  const tap_ms = await phone.page.evaluate(() => (window as unknown as { tap: number }).tap);
  const { jpeg, frame } = await firsts();
  await console1.end();
  await console1.page.waitForTimeout(300);
  await context.close();
  return { sheet_ms, tap_ms, jpeg_ms: jpeg!, frame_ms: frame! };
}

/** Runs in the console's page: opens an officer's report as soon as it is in the list. */
function openOfficers(): void {
  const opened = new Set<string>();
  const look = () => {
    for (const mark of document.querySelectorAll("[data-testid=report-row] [data-testid=staff-mark]")) {
      const row = mark.closest<HTMLElement>("[data-testid=report-row]");
      const report = row?.dataset["report"];
      if (!row || !report || opened.has(report) || row.dataset["state"] === "ended") continue;
      opened.add(report);
      row.click();
    }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
}
