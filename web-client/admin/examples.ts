// Things for tests, whole and plain; each test changes what it is about.
import type {
  DeadlineLine,
  FieldView,
  FormView,
  WorkflowStep,
  WorkflowView,
} from "../shared/protocol.ts";

const label = (words: string) => ({ ja: words, en: words });

export function exampleDeadline(change: Partial<DeadlineLine> = {}): DeadlineLine {
  return {
    id: "d-1",
    duty: "safety_check",
    label: label("Safety check"),
    unit: "u-1",
    unit_name: "Group",
    subject: "case:c-1",
    due: 0,
    state: "open",
    consequence: "overdue_escalate",
    clause: "CC-3.1.イ",
    rule_words: label("6 months"),
    ...change,
  };
}

export function exampleField(change: Partial<FieldView> = {}): FieldView {
  return {
    code: "field",
    label: label("Field"),
    kind: "text",
    required: false,
    personal: false,
    options: [],
    clause: "CC-3.2",
    ...change,
  };
}

export function exampleForm(fields: Partial<FieldView>[]): FormView {
  return {
    code: "form",
    label: label("Form"),
    fields: fields.map(exampleField),
    clause: "CC-3.2",
  };
}

export function exampleStep(
  code: string,
  from: string[],
  to?: string,
  change: Partial<WorkflowStep> = {},
): WorkflowStep {
  return {
    code,
    label: label(code),
    from,
    ...(to === undefined ? {} : { to }),
    action: "act",
    fills: [],
    guards: [],
    clause: "CC-3.2",
    ...change,
  };
}

/** States are those that steps name, in their order; `ends` are the last ones. */
export function exampleFlow(steps: WorkflowStep[], ends: string[]): WorkflowView {
  const states = new Set(steps.flatMap((step) => [...step.from, ...(step.to ? [step.to] : [])]));
  return {
    code: "flow",
    label: label("Flow"),
    form: "form",
    start: steps[0]?.from[0] ?? "",
    states: [...states].map((code) => ({ code, label: label(code), end: ends.includes(code) })),
    steps,
    clause: "CC-3.2",
  };
}
