import { describe, expect, it } from "vitest";
import { exampleFile, exampleFunnel, exampleMessage, exampleReport } from "./examples.ts";
import { isNewMessage, isNewPicture, noticesOf } from "./notices.ts";

const connecting = exampleReport({ state: "connecting" });
const live = exampleReport({ state: "live", funnel: exampleFunnel({ sent: 1, first_frame: 2 }) });
const interrupted = { ...live, state: "interrupted" } as const;

describe("what an operator must hear of", () => {
  it("is silent about a report seen for the first time", () => {
    expect(noticesOf(undefined, live)).toEqual([]);
  });

  it.each([
    ["connected", connecting, live],
    ["dropped", live, interrupted],
    ["returned", interrupted, live],
    ["ended", live, { ...live, state: "ended" }],
    ["refused", connecting, { ...connecting, state: "refused" }],
  ] as const)("says %s", (kind, before, after) => expect(noticesOf(before, after)).toEqual([kind]));

  it("says returned also when the phone came back by a new start", () => {
    expect(noticesOf({ ...live, state: "connecting" }, live)).toEqual(["returned"]);
  });

  it("tells of an obstacle once", () => {
    const stuck = { ...connecting, stuck: { obstacle: "camera_denied", at_ms: 5 } } as const;
    expect(noticesOf(connecting, stuck)).toEqual(["stuck"]);
    expect(noticesOf(stuck, { ...stuck, stuck: { ...stuck.stuck, at_ms: 6 } })).toEqual([]);
  });

  it("says nothing while only figures change", () => {
    expect(noticesOf(live, { ...live, note: "x" })).toEqual([]);
  });
});

describe("news inside a report", () => {
  it("are the caller's words, once", () => {
    const message = exampleMessage("m1");
    expect(isNewMessage([], message)).toBe(true);
    expect(isNewMessage([message], message)).toBe(false);
    expect(isNewMessage([], exampleMessage("m2", { author: "operator" }))).toBe(false);
  });

  it("are pictures when they can be seen, once", () => {
    const receiving = exampleFile("f1", { state: { kind: "receiving", received_bytes: 1 } });
    expect(isNewPicture([], receiving)).toBe(false);
    expect(isNewPicture([receiving], exampleFile("f1"))).toBe(true);
    expect(isNewPicture([exampleFile("f1")], exampleFile("f1"))).toBe(false);
  });
});
