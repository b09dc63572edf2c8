import { describe, expect, it } from "vitest";
import type { StaffOpened, StaffRegistration } from "../shared/protocol";
import { type Flow, type Told, looks, step } from "./flow";

const registration: StaffRegistration = {
  acknowledged_ms: 1, renew_by_ms: 2, renewal_due: false, locked: false, in_session: false, reports_due: [],
};
const opened: StaffOpened = {
  headquarters: "デモ県警察本部", unit: "地域課", sheet_number: "S-1", challenge: "c", code_digits: 8, demo: false,
  texts: { version: "1", instruction: "", instruction_en: "", notice: "", notice_en: "" },
};
const known: StaffOpened = { ...opened, registration };
const told = (code: string): Told => ({ code, ja: "理由", en: "reason" });
const begun = { access_code: "12345678", purpose: "initial_response", reason: "" } as const;
const ready: Flow = { at: "ready", opened: known, told: null, wrong: 0, kept: null, fresh: false };
const live: Flow = { at: "live", opened: known, begun, wrong: 0 };
const summary = { elapsedMs: 1, sentBytes: 2 };

describe("opening a sheet", () => {
  it("asks a phone that is not registered who its officer is", () => {
    expect(step({ at: "opening" }, { type: "opened", opened })).toEqual([{ at: "register", opened, told: null }]);
  });

  it("goes on to the code, and says once that the phone was registered now", () => {
    expect(step({ at: "opening" }, { type: "opened", opened: known })).toEqual([ready]);
    const [after] = step({ at: "register", opened, told: null }, { type: "opened", opened: known });
    expect(after).toEqual({ ...ready, fresh: true });
  });

  it("keeps what is being filled in while it looks again", () => {
    const filling: Flow = { ...ready, told: told("code_wrong"), wrong: 2, kept: begun };
    expect(step(filling, { type: "opened", opened: known })).toEqual([filling]);
  });

  it.each(["staff_url_destroyed", "staff_url_expired", "staff_url_unknown"])("forgets a sheet that is over: %s", (code) => {
    for (const flow of [{ at: "opening" }, ready, { at: "ended", opened, reason: "finished", summary }] as Flow[])
      expect(step(flow, { type: "failed", told: told(code) })).toEqual([
        { at: "stopped", told: told(code), waits: false }, "forget",
      ]);
  });

  it("waits for a sheet that is suspended, and goes on when it is resumed", () => {
    const [stopped] = step(ready, { type: "failed", told: told("staff_url_suspended") });
    expect(stopped).toEqual({ at: "stopped", told: told("staff_url_suspended"), waits: true });
    expect(looks(stopped)).toBe(true);
    expect(step(stopped, { type: "opened", opened: known })).toEqual([ready]);
  });

  it("stays where it is when the network is away, except at the start", () => {
    expect(step(ready, { type: "failed", told: null })).toEqual([ready]);
    expect(step({ at: "opening" }, { type: "failed", told: null })).toEqual([{ at: "unreachable" }]);
  });
});

describe("a session", () => {
  it("begins with one press", () => {
    expect(step(ready, { type: "begin", begun })).toEqual([live, "start"]);
  });

  it("comes back to the code with what was chosen, counting wrong codes in a row", () => {
    const [once] = step(live, { type: "turned_away", told: told("code_wrong"), late: false });
    expect(once).toMatchObject({ at: "ready", wrong: 1, kept: begun, told: { code: "code_wrong" } });
    const [again] = step(once, { type: "begin", begun });
    const [twice] = step(again, { type: "turned_away", told: told("code_wrong"), late: false });
    expect(twice).toMatchObject({ at: "ready", wrong: 2 });
    const [other] = step(again, { type: "turned_away", told: told("code_expired"), late: false });
    expect(other).toMatchObject({ at: "ready", wrong: 0 });
  });

  it("leads a phone that was removed back to the registration", () => {
    const [flow, ...effects] = step(live, { type: "turned_away", told: told("staff_device_unknown"), late: false });
    expect(flow).toEqual({ at: "register", opened, told: told("staff_device_unknown") });
    expect(effects).toEqual(["stop", "open"]);
  });

  it.each(["staff_url_destroyed", "staff_url_suspended", "staff_device_removed"] as const)("asks the sheet why, when ended by %s", (reason) => {
    expect(step(live, { type: "ended", reason, summary })).toEqual([{ at: "opening" }, "stop", "open"]);
  });

  it("asks the sheet when the session holds no more", () => {
    expect(step(live, { type: "turned_away", told: told("session_invalid"), late: true })).toEqual([{ at: "opening" }, "stop", "open"]);
  });

  it("ends with what is still owed, asked anew", () => {
    const [ended, ...effects] = step(live, { type: "ended", reason: "finished", summary });
    expect(ended).toEqual({ at: "ended", opened: known, reason: "finished", summary });
    expect(effects).toEqual(["stop", "open"]);
    expect(step(ended, { type: "home" })).toEqual([ready]);
  });

  it("is not disturbed by a look at the sheet", () => {
    expect(step(live, { type: "opened", opened })).toEqual([live]);
    expect(step(live, { type: "failed", told: told("staff_url_destroyed") })).toEqual([live]);
    expect(looks(live)).toBe(false);
  });
});
