import { describe, expect, it } from "vitest";
import type { MediaStatistics } from "../shared/protocol.ts";
import {
  exampleDetail,
  exampleFile,
  exampleMessage,
  examplePoint,
  exampleReport,
} from "./examples.ts";
import { REPORTS_MAX, TRACK_POINTS_MAX } from "./limits.ts";
import { emptyStore, mergeTrack, reduce, withFetchedDetail, type Store } from "./store.ts";

const report = exampleReport();
const open: Store = withFetchedDetail(emptyStore, exampleDetail(report));

describe("events change the store", () => {
  it("puts a new report on top", () => {
    const newer = exampleReport({ id: "0193-b", created_ms: 2_000 });
    expect(
      reduce(open, { type: "report", report: newer }).reports.map((other) => other.id),
    ).toEqual(["0193-b", "0193-a"]);
  });

  it("replaces a known report in the list and in the open detail", () => {
    const live = exampleReport({ state: "live" });
    const next = reduce(open, { type: "report", report: live });
    expect(next.reports).toEqual([live]);
    expect(next.detail?.report.state).toBe("live");
  });

  it("takes statistics of a known report and of no other", () => {
    const statistics = { at_ms: 5, bit_rate_bps: 1_200_000 } as MediaStatistics;
    const next = reduce(open, { type: "statistics", report: report.id, statistics });
    expect(next.reports[0]?.statistics).toEqual(statistics);
    expect(next.detail?.report.statistics).toEqual(statistics);
    expect(reduce(open, { type: "statistics", report: "0193-unknown", statistics })).toBe(open);
  });

  it("keeps every open report, and of those that are over the newest ones", () => {
    let store = emptyStore;
    for (const state of ["ended", "live"] as const) {
      for (let index = 0; index <= REPORTS_MAX; index += 1) {
        const report = exampleReport({ id: `${state}${index}`, created_ms: index, state });
        store = reduce(store, { type: "report", report });
      }
    }
    const over = store.reports.filter((report) => report.state === "ended");
    expect(over).toHaveLength(REPORTS_MAX);
    expect(over.at(-1)?.id).toBe("ended1");
    expect(store.reports).toHaveLength(2 * REPORTS_MAX + 1);
  });

  it("forgets a report that went to another headquarters", () => {
    const gone = reduce(open, { type: "gone", report: report.id });
    expect(gone).toEqual({ reports: [], detail: null });
  });

  it("is not changed by a repeated event", () => {
    const event = { type: "message", report: report.id, message: exampleMessage("m1") } as const;
    const once = reduce(open, event);
    expect(reduce(once, event)).toEqual(once);
    expect(once.detail?.messages).toHaveLength(1);
  });

  it("keeps a message delivered when the answer to its request comes last", () => {
    const message = exampleMessage("m1");
    const seen = { type: "message", report: report.id, message: { ...message, delivered_ms: 9 } } as const;
    const store = reduce(reduce(open, seen), { type: "message", report: report.id, message });
    expect(store.detail?.messages.map(({ delivered_ms }) => delivered_ms)).toEqual([9]);
  });

  it("marks a message as delivered in its place", () => {
    const first = exampleMessage("m1", { author: "operator", at_ms: 1 });
    const second = exampleMessage("m2", { at_ms: 2 });
    let store = reduce(open, { type: "message", report: report.id, message: second });
    store = reduce(store, { type: "message", report: report.id, message: first });
    store = reduce(store, {
      type: "message",
      report: report.id,
      message: { ...first, delivered_ms: 9 },
    });
    expect(store.detail?.messages.map((message) => [message.id, message.delivered_ms])).toEqual([
      ["m1", 9],
      ["m2", undefined],
    ]);
  });

  it("follows a file from receiving to viewable", () => {
    const receiving = exampleFile("f1", { state: { kind: "receiving", received_bytes: 3 } });
    const store = reduce(open, { type: "file", report: report.id, file: receiving });
    const next = reduce(store, { type: "file", report: report.id, file: exampleFile("f1") });
    expect(next.detail?.files).toEqual([exampleFile("f1")]);
  });

  it("leaves the open report alone when another one speaks", () => {
    const other = { type: "file", report: "0193-x", file: exampleFile("f1") } as const;
    expect(reduce(open, other)).toBe(open);
  });
});

describe("the track", () => {
  it("is in order of arrival whatever order the events come in", () => {
    const track = mergeTrack(
      [examplePoint(2), examplePoint(4)],
      [examplePoint(4), examplePoint(3), examplePoint(1)],
    );
    expect(track.map((point) => point.seq)).toEqual([1, 2, 3, 4]);
  });

  it("forgets its oldest points beyond the bound", () => {
    const points = Array.from({ length: TRACK_POINTS_MAX + 5 }, (_, index) =>
      examplePoint(index + 1),
    );
    const track = mergeTrack([], points);
    expect(track).toHaveLength(TRACK_POINTS_MAX);
    expect(track[0]?.seq).toBe(6);
  });
});
