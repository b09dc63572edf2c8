// Reliability figure 3: the phone's network changes while a second link is live. The gap is the
// longest time between two frames on the console's screen around the change.
import { test } from "@playwright/test";
import { Call } from "./call";
import { frameTimes, longestGap } from "./frames";
import { FAR, Link, NEAR } from "./link";
import { print, spread } from "./table";

const RUNS = Number(process.env.GENBA_BENCH_RUNS ?? 30);
const WAYS = (process.env.GENBA_BENCH_WAYS ?? "signalled,black hole").split(",");
/** Every gap looked for is over by then, and the encoder is calm again. */
const WATCH_MS = 8_000;

test("handover", async () => {
  const links = [await Link.open("delay=40", 0), await Link.open("delay=40", 1)] as const;
  links[0].lead();
  const call = await Call.live(NEAR, FAR);
  const rows = [];
  for (const way of WAYS) {
    const gaps: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const [active, second] = await byTraffic(links);
      const from = Date.now();
      change(way, active, second);
      await call.console1.page.waitForTimeout(WATCH_MS);
      gaps.push(longestGap(await frameTimes(call.console1.page, from), from, Date.now()));
      restore(active);
      second.lead();
      await call.console1.page.waitForTimeout(1_000);
    }
    rows.push({ name: way, ...spread(gaps), over_ms: gaps.filter((gap) => gap > (way === "signalled" ? 1000 : 2500)).length });
  }
  await call.over();
  await Promise.all(links.map((link) => link.close()));
  print("handover", "picture gap at the console, 80 ms RTT", rows);
});

/** The link that the media goes over, first: with two live ones the browser chooses. */
async function byTraffic(links: readonly [Link, Link]): Promise<[Link, Link]> {
  const before = links.map((link) => link.sentBytes());
  await new Promise((resolve) => setTimeout(resolve, 500));
  const [one, two] = links.map((link, index) => link.sentBytes() - before[index]!) as [number, number];
  return one >= two ? [links[0], links[1]] : [links[1], links[0]];
}

/**
 * Signalled: the device goes and the system says so. Black hole: the way out is another one from
 * now on, and what is bound to the old address is lost without a word.
 */
function change(way: string, active: Link, second: Link): void {
  second.lead();
  if (way === "signalled") active.down();
  else active.set("dead=on");
}

function restore(link: Link): void {
  link.set("dead=off");
  link.up();
}
