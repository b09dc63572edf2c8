// Reliability figure 4: the phone's only network is gone for a while and comes back without a word.
import { expect, test } from "@playwright/test";
import { Call } from "./call";
import { frameTimes } from "./frames";
import { FAR, Link, NEAR } from "./link";
import { print, spread } from "./table";

const SPANS_S = (process.env.GENBA_BENCH_SPANS ?? "1,10,60").split(",").map(Number);
const RUNS = Number(process.env.GENBA_BENCH_RUNS ?? 5);
const BACK_MS = 20_000;
const CALM_MS = 4_000;

test("gone", async () => {
  const link = await Link.open("delay=40");
  const call = await Call.live(NEAR, FAR);
  const report = call.console1.page.url();
  const rows = [];
  for (const span of SPANS_S) {
    const back: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      link.set("dead=on");
      await call.console1.page.waitForTimeout(span * 1000);
      const since = Date.now();
      link.set("dead=off");
      const first = async () => (await frameTimes(call.console1.page, since))[0] ?? 0;
      await expect.poll(first, { timeout: BACK_MS, intervals: [100] }).toBeGreaterThan(0);
      back.push((await first()) - since);
      await call.console1.page.waitForTimeout(CALM_MS);
    }
    rows.push({ name: `gone for ${span} s`, ...spread(back) });
  }
  expect(call.console1.page.url(), "the same report").toBe(report);
  const outbox = JSON.parse((await call.server.call("GET", "/api/v1/demo/outbox")).text) as unknown[];
  expect(outbox.length, "no new SMS").toBe(1);
  await call.over();
  await link.close();
  print("gone", "from the link's return to a new frame, 80 ms RTT", rows);
});
