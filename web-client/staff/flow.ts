// Which screen comes. Touches nothing.
import type { EndReason, StaffOpened, StaffPurpose } from "../shared/protocol";
import type { Summary } from "../phone/live/session";

/** What the server said no with, in the person's two languages. */
export interface Told {
  code: string;
  ja: string;
  en: string;
}

/** What a start is asked with. */
export interface Begun {
  access_code: string;
  purpose: StaffPurpose;
  reason: string;
}

export type Flow =
  | { at: "opening" }
  | { at: "unreachable" }
  | { at: "no_sheet" }
  /** The sheet does not serve; `waits`: it may again. */
  | { at: "stopped"; told: Told; waits: boolean }
  | { at: "register"; opened: StaffOpened; told: Told | null }
  /** `wrong`: codes that were refused on this screen, one after another; `fresh`: just registered. */
  | { at: "ready"; opened: StaffOpened; told: Told | null; wrong: number; kept: Begun | null; fresh: boolean }
  /** `begun` is null where a session goes on that began before. */
  | { at: "live"; opened: StaffOpened; begun: Begun | null; wrong: number }
  | { at: "ended"; opened: StaffOpened; reason: EndReason; summary: Summary };

export type FlowEvent =
  | { type: "opened"; opened: StaffOpened }
  /** Null when nobody answered. */
  | { type: "failed"; told: Told | null }
  | { type: "retry" }
  | { type: "begin"; begun: Begun | null }
  /** `late`: after the session had begun. */
  | { type: "turned_away"; told: Told; late: boolean }
  | { type: "ended"; reason: EndReason; summary: Summary }
  | { type: "home" };

export type Effect = "open" | "start" | "stop" | "forget";

type Step = [Flow, ...Effect[]];

/** Refusals after which the sheet is of no more use on this phone, and those that may pass. */
const OVER = ["staff_url_destroyed", "staff_url_expired", "staff_url_unknown"];
const WAITS = ["staff_url_suspended", "too_many_wrong_links"];
const SHEET_GONE: Partial<Record<EndReason, true>> = {
  staff_url_suspended: true,
  staff_url_destroyed: true,
  staff_device_removed: true,
};

export function step(flow: Flow, event: FlowEvent): Step {
  switch (event.type) {
    case "opened":
      return [opened(flow, event.opened)];
    case "failed":
      return failed(flow, event.told);
    case "retry":
      return [{ at: "opening" }, "open"];
    case "begin":
      if (flow.at !== "ready") return [flow];
      return [{ at: "live", opened: flow.opened, begun: event.begun, wrong: flow.wrong }, "start"];
    case "turned_away":
      return turnedAway(flow, event.told, event.late);
    case "ended":
      if (flow.at !== "live") return [flow];
      // The sheet itself says what happened to it, in the words of the server.
      if (SHEET_GONE[event.reason]) return [{ at: "opening" }, "stop", "open"];
      return [{ at: "ended", opened: flow.opened, reason: event.reason, summary: event.summary }, "stop", "open"];
    case "home":
      return flow.at === "ended" ? [ready(flow.opened)] : [flow];
  }
}

/** What is being filled in stays while the page looks again. */
function opened(flow: Flow, opened: StaffOpened): Flow {
  if (flow.at === "live") return flow;
  if (flow.at === "ended") return { ...flow, opened };
  if (!opened.registration)
    return flow.at === "register" ? { ...flow, opened } : { at: "register", opened, told: null };
  return flow.at === "ready" ? { ...flow, opened } : ready(opened, flow.at === "register");
}

function failed(flow: Flow, told: Told | null): Step {
  if (flow.at === "live") return [flow];
  if (told && OVER.includes(told.code)) return [{ at: "stopped", told, waits: false }, "forget"];
  if (told && WAITS.includes(told.code)) return [{ at: "stopped", told, waits: true }];
  if (flow.at !== "opening") return [flow];
  return [told ? { at: "stopped", told, waits: false } : { at: "unreachable" }];
}

function turnedAway(flow: Flow, told: Told, late: boolean): Step {
  if (flow.at !== "live") return [flow];
  const { opened, begun } = flow;
  if (late || OVER.includes(told.code) || WAITS.includes(told.code))
    return [{ at: "opening" }, "stop", "open"];
  if (told.code === "staff_device_unknown")
    return [{ at: "register", opened: unregistered(opened), told }, "stop", "open"];
  const wrong = told.code === "code_wrong" ? flow.wrong + 1 : 0;
  return [{ ...ready(opened), told, wrong, kept: begun }, "stop", "open"];
}

function unregistered({ registration: _, ...opened }: StaffOpened): StaffOpened {
  return opened;
}

function ready(opened: StaffOpened, fresh = false): Flow & { at: "ready" } {
  return { at: "ready", opened, told: null, wrong: 0, kept: null, fresh };
}

/** Whether a page that waits looks again by itself. */
export function looks(flow: Flow): boolean {
  return flow.at === "register" || flow.at === "ready" || flow.at === "ended" || (flow.at === "stopped" && flow.waits);
}
