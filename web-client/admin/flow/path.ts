// The line of steps to come: the way from a state to an end that the rulebook writes first.
// Touches nothing.
import type { WorkflowStep, WorkflowView } from "../../shared/protocol.ts";

/** Looks into so many states at most: the longest workflow has a dozen. */
const LOOKS_MAX = 1_000;

/**
 * The first way in the order of the file that ends; a state is passed once, and those `behind` not
 * again. Empty at an end, and where no way ends.
 */
export function wayOn(
  flow: WorkflowView,
  from: string,
  behind: readonly string[] = [],
): WorkflowStep[] {
  const isEnd = (code: string) => flow.states.find((state) => state.code === code)?.end ?? true;
  let looks = 0;
  const walk = (state: string, passed: ReadonlySet<string>): WorkflowStep[] | null => {
    looks += 1;
    if (isEnd(state)) return [];
    for (const step of looks > LOOKS_MAX ? [] : flow.steps) {
      if (step.to === undefined || !step.from.includes(state) || passed.has(step.to)) continue;
      const rest = walk(step.to, new Set([...passed, step.to]));
      if (rest !== null) return [step, ...rest];
    }
    return null;
  };
  return walk(from, new Set([...behind, from])) ?? [];
}

export interface Stop {
  code: string;
  /** `done` lies behind, `here` is the present state, `ahead` is to come. */
  place: "done" | "here" | "ahead";
  /** The step that leads there; absent for the first. */
  step?: string;
}

/** A step that may lead into several states led into the one from which the case went on. */
function ledTo(
  flow: WorkflowView,
  step: WorkflowStep,
  state: string,
  taken: readonly string[],
): string | undefined {
  const next = taken.slice(taken.indexOf(step.code) + 1);
  const after = flow.steps.filter((other) => next.includes(other.code) && other.to !== undefined);
  const leaves = (from: string) => from === state || after.some((other) => other.from.includes(from));
  const other = step.or_to?.find((to) => leaves(to) && !leaves(step.to ?? ""));
  return other ?? step.to;
}

/** All stops of a case: the states it went through, where it is, and what is to come. */
export function stopsOf(flow: WorkflowView, state: string, taken: readonly string[]): Stop[] {
  const stops: Stop[] = [{ code: flow.start, place: "done" }];
  for (const code of taken) {
    const step = flow.steps.find((other) => other.code === code);
    const to = step && ledTo(flow, step, state, taken);
    if (to !== undefined) stops.push({ code: to, place: "done", step: code });
  }
  const last = stops.at(-1);
  if (last?.code === state) last.place = "here";
  else stops.push({ code: state, place: "here" });
  const behind = stops.map((stop) => stop.code);
  for (const step of wayOn(flow, state, behind)) {
    stops.push({ code: step.to ?? "", place: "ahead", step: step.code });
  }
  return stops;
}
