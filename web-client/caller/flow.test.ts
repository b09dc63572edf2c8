import { describe, expect, it } from "vitest";
import type { Opened } from "../shared/protocol";
import { type Effect, type Flow, type FlowEvent, ITEMS, step } from "./flow";

const opened: Opened = {
  headquarters: "本部",
  check_word: { kana: "すいか 42", latin: "suika 42" },
  challenge: "c",
  limits: { picture_bytes_max: 1, film_bytes_max: 1, files_max: 1, chunk_bytes_max: 1, late: { kept_bytes_max: 1, kept_ms_max: 1 } },
  consents: {
    language: "ja",
    version: "1",
    copyright: "c",
    location: "l",
    privacy: "p",
    charges: "d",
    voluntary: "v",
    kept: "k",
  },
  started_before: false,
  demo: false,
};
const before = { ...opened, started_before: true };
const answer = (of: Partial<FlowEvent & { type: "opened" }> = {}): FlowEvent => ({
  type: "opened",
  opened,
  obstacle: null,
  known: false,
  ready: false,
  ...of,
});

/** Walks from a fresh page; answers the last screen and every effect on the way. */
function walk(...events: FlowEvent[]): { flow: Flow; effects: Effect[] } {
  let flow: Flow = { at: "opening" };
  const all: Effect[] = [];
  for (const event of events) {
    const [next, ...effects] = step(flow, event);
    flow = next;
    all.push(...effects);
  }
  return { flow, effects: all };
}
const ticks = ITEMS.map((item): FlowEvent => ({ type: "tick", item, on: true }));
const failed = (code: string | null): FlowEvent => ({ type: "failed", code });

describe("the caller's flow", () => {
  it("says until when the system stands still, and asks for the words once it was started", () => {
    const problem = { message_ja: "12:30 に再開" };
    const stopped: FlowEvent = { type: "failed", code: "system_suspended", problem };
    const { flow, effects } = walk(stopped);
    expect(flow).toEqual({ at: "unreachable", problem });
    expect(effects).toEqual([]);
    const late = walk(answer(), ...ticks, { type: "start" }, stopped);
    expect(late.flow).toEqual({ at: "opening" });
    expect(late.effects).toEqual(["start", "stop", "open"]);
  });

  it("shows four ticks, none set, and asks for nothing yet", () => {
    const { flow, effects } = walk(answer());
    expect(flow).toMatchObject({
      at: "consents",
      ticks: { copyright: false, location: false, privacy: false, charges: false },
    });
    expect(effects).toEqual([]);
  });

  it.each(ITEMS)("does not start without %s and points at it", (item) => {
    const { flow, effects } = walk(
      answer(),
      ...ticks,
      { type: "tick", item, on: false },
      { type: "start" },
    );
    expect(flow).toMatchObject({ at: "consents", missing: item });
    expect(effects).toEqual([]);
  });

  it("points no more at a tick that was set", () => {
    const { flow } = walk(
      answer(),
      { type: "start" },
      { type: "tick", item: "copyright", on: true },
    );
    expect(flow).toMatchObject({ at: "consents", missing: null });
  });

  it("starts with all four and sends them", () => {
    const { flow, effects } = walk(answer(), ...ticks, { type: "start" });
    expect(flow).toMatchObject({
      at: "live",
      ticks: { copyright: true, location: true, privacy: true, charges: true },
    });
    expect(effects).toEqual(["start"]);
  });

  it("takes a refusal politely and tells the server once", () => {
    const { flow, effects } = walk(answer(), { type: "disagree" }, { type: "disagree" });
    expect(flow).toEqual({ at: "stopped", why: "refused" });
    expect(effects).toEqual(["refuse"]);
  });

  it("tells of another app's browser before anything is bound, and lets the person go on", () => {
    const hindered = answer({ obstacle: "in_app_browser" });
    expect(walk(hindered).flow.at).toBe("hindered");
    expect(walk(hindered, { type: "start" }).effects).toEqual([]);
    expect(walk(hindered, { type: "here_anyway" }).flow.at).toBe("consents");
  });

  it("offers the phone that was here before to go on without consents", () => {
    expect(walk(answer({ opened: before, known: true })).flow.at).toBe("continue");
    expect(walk(answer({ opened: before, known: true }), { type: "start" }).effects).toEqual([
      "start",
    ]);
  });

  it("goes on by itself when the camera needs no question", () => {
    const { flow, effects } = walk(answer({ opened: before, known: true, ready: true }));
    expect(flow.at).toBe("live");
    expect(effects).toEqual(["start"]);
  });

  it("asks the consents of a person at another phone", () => {
    expect(walk(answer({ opened: before, known: false })).flow.at).toBe("consents");
  });

  it("stops everything on another phone, knocks until readmitted, then starts", () => {
    const refused = [
      answer({ opened: before }),
      ...ticks,
      { type: "start" } as FlowEvent,
      failed("url_used"),
    ];
    expect(walk(...refused)).toMatchObject({
      flow: { at: "other_device" },
      effects: ["start", "stop", "knock"],
    });
    const admitted = walk(...refused, { type: "knock" }, { type: "admitted" });
    expect(admitted).toMatchObject({
      flow: { at: "live", ticks: { charges: true } },
      effects: ["start", "stop", "knock", "knock", "start"],
    });
  });

  it("gives way without knocking when the operator let another phone in", () => {
    const displaced: FlowEvent = { type: "failed", code: "session_invalid", late: true };
    expect(walk(answer(), ...ticks, { type: "start" }, displaced)).toMatchObject({
      flow: { at: "stopped", why: "displaced" },
      effects: ["start", "stop"],
    });
  });

  it.each([
    ["link_unknown", "link_unknown"],
    ["url_expired", "link_expired"],
    ["url_destroyed", "link_void"],
    ["url_abandoned", "link_void"],
    ["report_over", "report_over"],
    ["too_many_wrong_links", "slow_down"],
  ])("says in words what %s means", (code, why) => {
    expect(walk(failed(code)).flow).toEqual({ at: "stopped", why });
    expect(walk(answer(), ...ticks, { type: "start" }, failed(code))).toMatchObject({
      flow: { at: "stopped", why },
      effects: ["start", "stop"],
    });
  });

  it("asks the consents again when the server lacks one", () => {
    expect(walk(answer(), ...ticks, { type: "start" }, failed("consent_missing"))).toMatchObject({
      flow: { at: "consents" },
      effects: ["start", "stop"],
    });
  });

  it("reads the consents anew when their texts have changed", () => {
    const changed = walk(answer(), ...ticks, { type: "start" }, failed("consent_texts_changed"));
    expect(changed).toMatchObject({ flow: { at: "opening" }, effects: ["start", "stop", "open"] });
  });

  it("shows the same consents in another language and keeps the ticks", () => {
    const translated = { ...opened, consents: { ...opened.consents, language: "vi" } } as Opened;
    const { flow } = walk(answer(), ...ticks, { type: "translated", opened: translated });
    expect(flow).toMatchObject({ opened: translated, ticks: { charges: true } });
  });

  describe("with an access code", () => {
    const asked = answer({ opened: { ...opened, access_code_digits: 4 } });
    const entered: FlowEvent = { type: "code", code: "1234" };

    it("asks for it before the consents and sends it with the start", () => {
      expect(walk(asked).flow.at).toBe("code");
      expect(walk(asked, { type: "start" }).effects).toEqual([]);
      const right = walk(asked, entered, { type: "code_right" });
      expect(right).toMatchObject({ flow: { at: "consents", code: "1234" }, effects: ["code"] });
      const started = walk(asked, entered, { type: "code_right" }, ...ticks, { type: "start" });
      expect(started).toMatchObject({ flow: { at: "live", code: "1234" } });
    });

    it.each(["code_wrong", "code_used", "too_many_wrong_codes"])("stays there after %s", (code) => {
      expect(walk(asked, entered, failed(code)).flow).toMatchObject({ at: "code", wrong: code });
    });

    it("says when nobody answers, and stops when the link is destroyed", () => {
      expect(walk(asked, entered, failed(null)).flow).toMatchObject({ at: "code", wrong: "" });
      expect(walk(asked, entered, failed("url_destroyed")).flow.at).toBe("stopped");
    });

    it("asks again when the start finds the code used up", () => {
      const used = [asked, entered, { type: "code_right" } as FlowEvent, ...ticks];
      const refused = walk(...used, { type: "start" }, failed("code_used"));
      expect(refused).toMatchObject({
        flow: { at: "code", wrong: "code_used" },
        effects: ["code", "start", "stop"],
      });
    });

    it("asks none of a phone that was here before", () => {
      const back = { ...opened, access_code_digits: 4, started_before: true };
      expect(walk(answer({ opened: back, known: true })).flow.at).toBe("continue");
    });
  });

  it("offers to try again when nobody answers, and never leaves a running session for that", () => {
    expect(walk(failed(null), { type: "retry" })).toMatchObject({
      flow: { at: "opening" },
      effects: ["open"],
    });
    expect(walk(answer(), ...ticks, { type: "start" }, failed(null)).flow.at).toBe("live");
  });

  it("ends once, with its figures, and stops all that films", () => {
    const end: FlowEvent = {
      type: "ended",
      reason: "finished",
      summary: { elapsedMs: 5, sentBytes: 6 },
    };
    const { flow, effects } = walk(answer(), ...ticks, { type: "start" }, end, end);
    expect(flow).toMatchObject({ at: "ended", reason: "finished", summary: { sentBytes: 6 } });
    expect(effects).toEqual(["start", "stop"]);
  });
});
