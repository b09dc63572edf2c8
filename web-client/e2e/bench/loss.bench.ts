// Reliability figures 1 and 2: a minute behind a link that loses packets, on the caller's leg and
// on the viewer's. libwebrtc to libwebrtc directly is frozen for 9.5 % (independent) and 10.8 % (burst).
import { expect, test } from "@playwright/test";
import type { Place } from "../browsers";
import { Call } from "./call";
import { type Shown, shownFor } from "./frames";
import { FAR, Link, NEAR } from "./link";
import { type Kept, kept } from "./recorded";
import { type Row, print } from "./table";

const SPAN_MS = Number(process.env.GENBA_BENCH_SECONDS ?? 60) * 1000;
const LEGS = (process.env.GENBA_BENCH_LEGS ?? "caller,viewer").split(",");
const LOSSES = (process.env.GENBA_BENCH_LOSSES ?? "independent,burst").split(",");
/** The bandwidth estimators of both sides have found the link by then. */
const SETTLE_MS = Number(process.env.GENBA_BENCH_SETTLE_SECONDS ?? 10) * 1000;
const CALM = "loss=0 burst=1";
const WORDS: Record<string, string> = {
  independent: "loss=10 burst=1",
  burst: "loss=10 burst=4",
};

test("loss", async () => {
  const rows: Row[] = [];
  const recordings: Kept[] = [];
  for (const leg of LEGS) {
    const link = await Link.open("delay=40");
    const call = await Call.live(...places(leg));
    for (const loss of LOSSES) {
      link.set(CALM);
      await call.console1.page.waitForTimeout(SETTLE_MS);
      link.set(WORDS[loss]!);
      rows.push(row(`${leg}'s leg, ${loss}`, await shownFor(call.console1.page, SPAN_MS)));
    }
    link.set(CALM);
    recordings.push(await kept(call, `${leg}'s leg`));
    await call.over();
    await link.close();
  }
  print("loss-recording", "its recording, decoded", recordings);
  print("loss", "10 % loss, 80 ms RTT", rows);
  for (const { undecodable } of recordings) expect(undecodable, "frames of the recording that cannot be decoded").toBe(0);
});

test("weak", async () => {
  const rows: Row[] = [];
  for (const leg of LEGS) {
    const link = await Link.open("delay=40");
    const call = await Call.live(...places(leg));
    await call.console1.page.waitForTimeout(SETTLE_MS);
    link.set("profile=loss30");
    await call.console1.page.waitForTimeout(SETTLE_MS);
    rows.push(row(`${leg}'s leg`, await shownFor(call.console1.page, SPAN_MS)));
    await call.over();
    await link.close();
  }
  print("weak", "30 % loss, 200 ms RTT, 300 kbit/s", rows);
});

/** Places of console and phone. */
function places(leg: string): [Place, Place] {
  return leg === "caller" ? [NEAR, FAR] : [FAR, NEAR];
}

function row(name: string, shown: Shown): Row {
  const { seconds, frames, ...rest } = shown;
  return { name, fps: Math.round((10 * frames) / seconds) / 10, ...rest };
}
