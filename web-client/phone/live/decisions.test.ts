import { describe, expect, it } from "vitest";
import type { Message } from "../../shared/protocol";
import { backoffMs } from "../backoff";
import { Conversation } from "./conversation";
import {
  CONNECTING_MS,
  DISCONNECTED_MS,
  SILENT_MS,
  TEXTS_WAITING_MAX,
  WORDS_MAX,
} from "./limits";
import { Obstacles } from "./obstacles";
import { Pulse, isLost, stateOf } from "./watchdog";

describe("the watchdog", () => {
  it.each([
    ["connected", 1e9, 0, true, false],
    ["connected", 1e9, SILENT_MS, false, false],
    ["connected", 1e9, SILENT_MS + 1, false, true],
    ["disconnected", DISCONNECTED_MS, 0, false, false],
    ["disconnected", DISCONNECTED_MS + 1, 0, false, true],
    ["disconnected", 0, 0, true, true],
    ["failed", 0, 0, false, true],
    ["closed", 0, 0, false, true],
    ["new", CONNECTING_MS, 0, true, false],
    ["connecting", CONNECTING_MS + 1, 0, false, true],
  ] as const)("%s for %d ms, silent for %d ms, hint %s: lost %s", (state, ms, silent, hinted, lost) =>
    expect(isLost(state, ms, silent, hinted)).toBe(lost),
  );
});

describe("the pulse", () => {
  it("counts how long media goes out unanswered", () => {
    const pulse = new Pulse();
    expect(pulse.note(1_000, 50, 0)).toBe(0);
    expect(pulse.note(2_000, 50, 400)).toBe(400);
    expect(pulse.note(3_000, 50, 1_200)).toBe(1_200);
    expect(pulse.note(4_000, 60, 1_300)).toBe(0);
  });

  it("takes no silence for an alarm when nothing was sent, or the browser tells nothing", () => {
    const pulse = new Pulse();
    pulse.note(1_000, 50, 0);
    expect(pulse.note(1_000, 50, 9_000)).toBe(0);
    const mute = new Pulse();
    mute.note(1_000, 0, 0);
    expect(mute.note(9_000, 0, 9_000)).toBe(0);
  });
});

it("reads the state from ICE where the browser tells no other", () => {
  const old = { connectionState: undefined as never, iceConnectionState: "completed" as const };
  expect(stateOf(old)).toBe("connected");
  expect(stateOf({ connectionState: "failed", iceConnectionState: "connected" })).toBe("failed");
});

it("backs off from 0.3 s to 5 s and spreads", () => {
  expect([0, 1, 2, 3, 4, 5, 50].map((attempt) => backoffMs(attempt, 0))).toEqual([
    300, 600, 1200, 2400, 4800, 5000, 5000,
  ]);
  expect(backoffMs(9, 1)).toBeCloseTo(3333, 0);
});

describe("obstacles", () => {
  it("tells the first to speak about, once, and that all are gone", () => {
    const obstacles = new Obstacles();
    expect(obstacles.set("position_denied", true)).toBe("position_denied");
    expect(obstacles.set("camera_denied", true)).toBe("camera_denied");
    expect(obstacles.set("position_denied", false)).toBeUndefined();
    expect(obstacles.set("camera_denied", true)).toBeUndefined();
    expect(obstacles.set("camera_denied", false)).toBeNull();
  });
});

describe("the conversation", () => {
  const message = (id: string, author: Message["author"], delivered_ms?: number): Message => ({
    id,
    at_ms: 1,
    author,
    body: { kind: "words", words: id },
    ...(delivered_ms ? { delivered_ms } : {}),
  });

  it("keeps a text until it is received, over a new socket", () => {
    const talk = new Conversation();
    const said = talk.write("  煙が出ています  ", "k1", 5);
    expect(said).toEqual({ type: "say", client_key: "k1", words: "煙が出ています" });
    talk.restore([message("a", "operator", 3)]);
    expect(talk.unsent()).toEqual([said]);
    talk.received("k1");
    expect(talk.unsent()).toEqual([]);
    expect(talk.lines.map(({ key }) => key)).toEqual(["a", "k1"]);
  });

  it("confirms what the operator wrote while the phone was away, and shows the newest", () => {
    const talk = new Conversation();
    expect(
      talk.restore([
        message("a", "operator", 3),
        message("b", "operator"),
        message("c", "caller"),
        message("d", "operator"),
      ]),
    ).toEqual(["b", "d"]);
    expect(talk.newest?.key).toBe("d");
  });

  it("shows a message once although it came twice", () => {
    const talk = new Conversation();
    talk.hear("a", 1, { kind: "phrase", phrase: "hold_still" });
    talk.hear("a", 1, { kind: "phrase", phrase: "hold_still" });
    expect(talk.lines.length).toBe(1);
  });

  it("refuses the empty, cuts the endless and bounds what waits", () => {
    const talk = new Conversation();
    expect(talk.write("   ", "k", 1)).toBeNull();
    expect(talk.write("あ".repeat(WORDS_MAX + 9), "k0", 1)).toMatchObject({
      words: "あ".repeat(WORDS_MAX),
    });
    for (let n = 1; n < TEXTS_WAITING_MAX; n++) talk.write("x", `k${n}`, 1);
    expect(talk.write("x", "more", 1)).toBeNull();
  });
});
