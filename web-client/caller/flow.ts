import type { Summary } from "../phone/live/session";
import type { Consents, EndReason, Obstacle, Opened, Problem } from "../shared/protocol";

/** Why nothing can be done here. */
export type Stop =
  | "no_link"
  | "link_unknown"
  | "link_expired"
  | "link_void"
  | "report_over"
  | "refused"
  | "slow_down"
  | "displaced";
export type Item = keyof Consents;

export type Flow =
  | { at: "opening" }
  /** `problem`: the system stands still, and says until when. */
  | { at: "unreachable"; problem?: Partial<Problem> | undefined }
  | { at: "stopped"; why: Stop }
  /** This browser cannot film: told before anything is bound to it. */
  | { at: "hindered"; obstacle: Obstacle; opened: Opened }
  /** The access code comes before the consents; `wrong`: why the last one was refused. */
  | { at: "code"; opened: Opened; code: string; wrong: string | null }
  | { at: "consents"; opened: Opened; code?: string | undefined; ticks: Consents; missing: Item | null }
  | { at: "continue"; opened: Opened }
  | { at: "live"; opened: Opened; code?: string | undefined; ticks: Consents }
  | { at: "other_device"; opened: Opened; code?: string | undefined; ticks: Consents }
  | { at: "ended"; reason: EndReason; summary: Summary };

export type FlowEvent =
  /** `known`: this phone started before; `ready`: and the camera needs no question. */
  | { type: "opened"; opened: Opened; obstacle: Obstacle | null; known: boolean; ready: boolean }
  /** Code of the refusal; null when nobody answered. */
  | {
      type: "failed";
      code: string | null;
      problem?: Partial<Problem>;
      /** After this phone had been admitted. */ late?: boolean;
    }
  | { type: "retry" }
  /** Ask whether the operator has readmitted this phone, and the answer yes. */
  | { type: "knock" }
  | { type: "admitted" }
  | { type: "here_anyway" }
  /** The same words in another language. */
  | { type: "translated"; opened: Opened }
  | { type: "code"; code: string }
  | { type: "code_right" }
  | { type: "tick"; item: Item; on: boolean }
  | { type: "start" }
  | { type: "disagree" }
  /** It is no exercise any more. */
  | { type: "real" }
  | { type: "ended"; reason: EndReason; summary: Summary };

export type Effect = "open" | "code" | "start" | "refuse" | "knock" | "stop";

export const ITEMS: readonly Item[] = ["copyright", "location", "privacy", "charges"];
const NO_TICKS: Consents = { copyright: false, location: false, privacy: false, charges: false };
const STOPS: Record<string, Stop> = {
  link_unknown: "link_unknown",
  url_expired: "link_expired",
  url_destroyed: "link_void",
  url_abandoned: "link_void",
  report_over: "report_over",
  too_many_wrong_links: "slow_down",
};

type Step = [Flow, ...Effect[]];

/** Decides what the page shows next and what must be done; touches nothing. */
export function step(flow: Flow, event: FlowEvent): Step {
  switch (event.type) {
    case "opened":
      return opened(flow, event);
    case "failed":
      return failed(flow, event.code, event.late === true, event.problem);
    case "retry":
      return flow.at === "unreachable" ? [{ at: "opening" }, "open"] : [flow];
    case "knock":
      return flow.at === "other_device" ? [flow, "knock"] : [flow];
    case "admitted":
      return flow.at === "other_device" ? [{ ...flow, at: "live" }, "start"] : [flow];
    case "here_anyway":
      return flow.at === "hindered" ? [asked(flow.opened)] : [flow];
    case "translated":
      return flow.at === "consents" ? [{ ...flow, opened: event.opened }] : [flow];
    case "code":
      return flow.at === "code" ? [{ ...flow, code: event.code, wrong: null }, "code"] : [flow];
    case "code_right":
      return flow.at === "code" ? [consents(flow.opened, flow.code)] : [flow];
    case "tick":
      return tick(flow, event.item, event.on);
    case "start":
      return start(flow);
    case "disagree":
      return flow.at === "consents" ? [{ at: "stopped", why: "refused" }, "refuse"] : [flow];
    case "real":
      return [flow];
    case "ended":
      return flow.at === "live" ? [{ ...event, at: "ended" }, "stop"] : [flow];
  }
}

function opened(flow: Flow, event: FlowEvent & { type: "opened" }): Step {
  if (flow.at !== "opening") return [flow];
  const { opened: answer, obstacle } = event;
  if (answer.started_before && event.known) {
    return event.ready
      ? [{ at: "live", opened: answer, ticks: NO_TICKS }, "start"]
      : [{ at: "continue", opened: answer }];
  }
  return obstacle ? [{ at: "hindered", obstacle, opened: answer }] : [asked(answer)];
}

function failed(flow: Flow, code: string | null, late: boolean, problem?: Partial<Problem>): Step {
  if (code === null) {
    if (flow.at === "code") return [{ ...flow, wrong: "" }];
    return flow.at === "opening" ? [{ at: "unreachable" }] : [flow];
  }
  // Asked again at the opening, whose refusal says until when.
  if (code === "system_suspended")
    return flow.at === "opening" ? [{ at: "unreachable", problem }] : [{ at: "opening" }, "stop", "open"];
  const why = STOPS[code];
  if (why) return [{ at: "stopped", why }, "stop"];
  if (flow.at === "code") return [{ ...flow, wrong: code }];
  if (flow.at !== "live") return flow.at === "opening" ? [{ at: "unreachable" }] : [flow];
  // The operator chose the other phone: this one must not knock.
  const displaced = code === "session_invalid" || (code === "url_used" && late);
  if (displaced) return [{ at: "stopped", why: "displaced" }, "stop"];
  if (code === "url_used")
    return [{ ...flow, at: "other_device" }, "stop", "knock"];
  if (code === "consent_missing") return [consents(flow.opened, flow.code), "stop"];
  if (code === "consent_texts_changed") return [{ at: "opening" }, "stop", "open"];
  if (code.startsWith("code_"))
    return [{ at: "code", opened: flow.opened, code: "", wrong: code }, "stop"];
  return [{ at: "unreachable" }, "stop"];
}

function tick(flow: Flow, item: Item, on: boolean): Step {
  if (flow.at !== "consents") return [flow];
  const missing = flow.missing === item ? null : flow.missing;
  return [{ ...flow, ticks: { ...flow.ticks, [item]: on }, missing }];
}

function start(flow: Flow): Step {
  if (flow.at === "continue")
    return [{ at: "live", opened: flow.opened, ticks: NO_TICKS }, "start"];
  if (flow.at !== "consents") return [flow];
  const missing = ITEMS.find((item) => !flow.ticks[item]);
  if (missing) return [{ ...flow, missing }];
  const { opened, code, ticks } = flow;
  return [{ at: "live", opened, code, ticks }, "start"];
}

/** The first thing a phone is asked that is new here. */
function asked(opened: Opened): Flow {
  return opened.access_code_digits ? { at: "code", opened, code: "", wrong: null } : consents(opened);
}

function consents(opened: Opened, code?: string): Flow {
  return { at: "consents", opened, code, ticks: NO_TICKS, missing: null };
}
