import { describe, expect, it } from "vitest";
import { exampleFile, exampleFunnel, exampleMessage, exampleReport } from "./examples.ts";
import { isNewMessage, isNewPicture, noticesOf } from "./notices.ts";

const me = "0193-o";
const connecting = exampleReport({ state: "connecting" });
const live = exampleReport({ state: "live", funnel: exampleFunnel({ sent: 1, first_frame: 2 }) });
const interrupted = { ...live, state: "interrupted" } as const;

describe("what an operator must hear of", () => {
  it("is silent about a report seen for the first time", () => {
    expect(noticesOf(undefined, live, me)).toEqual([]);
  });

  it.each([
    ["connected", connecting, live],
    ["dropped", live, interrupted],
    ["returned", interrupted, live],
    ["ended", live, { ...live, state: "ended" }],
    ["refused", connecting, { ...connecting, state: "refused" }],
  ] as const)("says %s", (kind, before, after) => expect(noticesOf(before, after, me)).toEqual([kind]));

  it("says returned also when the phone came back by a new start", () => {
    expect(noticesOf({ ...live, state: "connecting" }, live, me)).toEqual(["returned"]);
  });

  it("tells once that a report ends by itself soon", () => {
    const soon = { ...live, ends_soon: true };
    expect(noticesOf(live, soon, me)).toEqual(["ends_soon"]);
    expect(noticesOf(soon, soon, me)).toEqual([]);
  });

  it("tells of an obstacle once", () => {
    const stuck = { ...connecting, stuck: { obstacle: "camera_denied", at_ms: 5 } } as const;
    expect(noticesOf(connecting, stuck, me)).toEqual(["stuck"]);
    expect(noticesOf(stuck, { ...stuck, stuck: { ...stuck.stuck, at_ms: 6 } }, me)).toEqual([]);
  });

  it("says nothing while only figures change", () => {
    expect(noticesOf(live, { ...live, note: "x" }, me)).toEqual([]);
  });
});

describe("what happens at the desk", () => {
  const manager = { account: "m", name: "運用 花子" };
  const own = { account: me, name: "佐藤 花子" };
  const held = { ...live, state: "held", held: { by: manager, at_ms: 3 } } as const;
  const told = {
    ...live,
    instructions: [
      { id: "i", at_ms: 3, by: manager, to: own, kind: "words" as const, words: "離れること" },
    ],
  };

  it("is told once to whom it is for", () => {
    expect(noticesOf(live, told, me)).toEqual(["instruction"]);
    expect(noticesOf(told, told, me)).toEqual([]);
    expect(noticesOf(live, told, "somebody else")).toEqual([]);
    const offer = { ...live, offer: { from: manager, to: own, at_ms: 3 } };
    expect(noticesOf(live, offer, me)).toEqual(["offered"]);
    expect(noticesOf(live, offer, "m")).toEqual([]);
  });

  it("says a hold and its release, and no interruption besides", () => {
    expect(noticesOf(live, held, me)).toEqual(["held"]);
    expect(noticesOf(held, live, me)).toEqual(["released"]);
    expect(noticesOf(held, { ...live, state: "ended" }, me)).toEqual(["ended"]);
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
