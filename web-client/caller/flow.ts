import type { Consents, EndReason, Obstacle, Opened } from "../shared/protocol";

/** Why nothing can be done here. */
export type Stop =
  | "no_link"
  | "link_unknown"
  | "link_expired"
  | "report_over"
  | "refused"
  | "slow_down"
  | "displaced";
export type Item = keyof Consents;

/** Time and data of a session that is over. */
export interface Summary {
  elapsedMs: number;
  sentBytes: number;
}

export type Flow =
  | { at: "opening" }
  | { at: "unreachable" }
  | { at: "stopped"; why: Stop }
  /** This browser cannot film: told before anything is bound to it. */
  | { at: "hindered"; obstacle: Obstacle; opened: Opened }
  | { at: "consents"; opened: Opened; ticks: Consents; missing: Item | null }
  | { at: "continue"; opened: Opened }
  | { at: "live"; opened: Opened; ticks: Consents }
  | { at: "other_device"; opened: Opened; ticks: Consents }
  | { at: "ended"; reason: EndReason; summary: Summary };

export type FlowEvent =
  /** `known`: this phone started before; `ready`: and the camera needs no question. */
  | { type: "opened"; opened: Opened; obstacle: Obstacle | null; known: boolean; ready: boolean }
  /** Code of the refusal; null when nobody answered. */
  | {
      type: "failed";
      code: string | null;
      /** After this phone had been admitted. */ late?: boolean;
    }
  | { type: "retry" }
  /** Ask whether the operator has readmitted this phone, and the answer yes. */
  | { type: "knock" }
  | { type: "admitted" }
  | { type: "here_anyway" }
  | { type: "tick"; item: Item; on: boolean }
  | { type: "start" }
  | { type: "disagree" }
  | { type: "ended"; reason: EndReason; summary: Summary };

export type Effect = "open" | "start" | "refuse" | "knock" | "stop";

export const ITEMS: readonly Item[] = ["copyright", "location", "privacy", "charges"];
const NO_TICKS: Consents = { copyright: false, location: false, privacy: false, charges: false };
const STOPS: Record<string, Stop> = {
  link_unknown: "link_unknown",
  link_expired: "link_expired",
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
      return failed(flow, event.code, event.late === true);
    case "retry":
      return flow.at === "unreachable" ? [{ at: "opening" }, "open"] : [flow];
    case "knock":
      return flow.at === "other_device" ? [flow, "knock"] : [flow];
    case "admitted":
      return flow.at === "other_device" ? [{ ...flow, at: "live" }, "start"] : [flow];
    case "here_anyway":
      return flow.at === "hindered" ? [consents(flow.opened)] : [flow];
    case "tick":
      return tick(flow, event.item, event.on);
    case "start":
      return start(flow);
    case "disagree":
      return flow.at === "consents" ? [{ at: "stopped", why: "refused" }, "refuse"] : [flow];
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
  return obstacle ? [{ at: "hindered", obstacle, opened: answer }] : [consents(answer)];
}

function failed(flow: Flow, code: string | null, late: boolean): Step {
  if (code === null) return flow.at === "opening" ? [{ at: "unreachable" }] : [flow];
  const why = STOPS[code];
  if (why) return [{ at: "stopped", why }, "stop"];
  if (flow.at !== "live") return flow.at === "opening" ? [{ at: "unreachable" }] : [flow];
  // The operator chose the other phone: this one must not knock.
  const displaced = code === "session_invalid" || (code === "url_used" && late);
  if (displaced) return [{ at: "stopped", why: "displaced" }, "stop"];
  if (code === "url_used")
    return [{ at: "other_device", opened: flow.opened, ticks: flow.ticks }, "stop", "knock"];
  if (code === "consent_missing") return [consents(flow.opened), "stop"];
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
  return [{ at: "live", opened: flow.opened, ticks: flow.ticks }, "start"];
}

function consents(opened: Opened): Flow {
  return { at: "consents", opened, ticks: NO_TICKS, missing: null };
}
