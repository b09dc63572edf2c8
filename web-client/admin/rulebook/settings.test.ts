import { describe, expect, it } from "vitest";
import type { ParameterValue, ParameterView, RulebookView } from "../../shared/protocol.ts";
import {
  changedParameters,
  changesOf,
  changedTexts,
  figureOf,
  levelOf,
  unfit,
  valueOf,
  withFigure,
} from "./settings.ts";

const label = { ja: "数", en: "Figure" };
const parameter = (value: ParameterValue, change: Partial<ParameterView> = {}): ParameterView => ({
  code: "p",
  label,
  value,
  words: label,
  ours: true,
  level: "force",
  settable: true,
  clause: "VR-2.3",
  ...change,
});

describe("the figure of a counting rule", () => {
  it.each([
    [{ after: { minutes: 10 } }, { unit: "minutes", count: 10 }],
    [{ after: { hours: 24 } }, { unit: "hours", count: 24 }],
    [{ after: { hours: 1, minutes: 30 } }, { unit: "minutes", count: 90 }],
    [{ inclusive_days: 7 }, { unit: "days", count: 7 }],
    [{ inclusive_months: 6 }, { unit: "months", count: 6 }],
    [{ fiscal_years: 5 }, { unit: "years", count: 5 }],
    [{ fixed_date: "2028-03-31" }, null],
    [{ earlier_of: [{ after: { hours: 720 } }, { after_months: 1 }] }, null],
    [{}, null],
  ])("of %j is %j", (rule, figure) => expect(figureOf(rule)).toEqual(figure));

  it.each([
    [{ after: { minutes: 10 } }, { after: { minutes: 5 } }],
    [{ after: { hours: 1, minutes: 30 } }, { after: { minutes: 5 } }],
    [{ inclusive_days: 7 }, { inclusive_days: 5 }],
    [{ fixed_date: "2028-03-31" }, null],
  ])("changes in %j and the way of counting stays", (rule, changed) =>
    expect(withFigure(rule, 5)).toEqual(changed),
  );
});

describe("a setting", () => {
  const count = parameter({ kind: "count", count: 1 }, { min: 1, max: 3 });

  it.each([
    ["2", { kind: "count", count: 2 }],
    ["３", { kind: "count", count: 3 }],
    ["4", null],
    ["0", null],
    ["x", null],
  ])("of a count typed as %j is %j", (typed, value) =>
    expect(valueOf(count, typed)).toEqual(value),
  );

  it("of a period is longer than nothing", () => {
    const period = parameter({ kind: "period", rule: { inclusive_days: 7 } });
    expect(valueOf(period, "0")).toBeNull();
    expect(valueOf(period, "3")).toEqual({ kind: "period", rule: { inclusive_days: 3 } });
  });

  it("goes out only where it differs", () => {
    const book = {
      parameters: [count, parameter({ kind: "switch", on: false }, { code: "s" })],
      texts: [{ code: "t", label: { ja: "同意", en: "Consent" }, settable: true, clause: "VR-4" }],
    } as unknown as RulebookView;
    const typed = {
      parameters: { p: "1", s: "on" },
      texts: { t: { ja: "同意します", en: "Consent" } },
    };
    expect(changedParameters(book, typed)).toEqual([
      { code: "s", value: { kind: "switch", on: true } },
    ]);
    expect(changedTexts(book, typed)).toEqual([{ code: "t", ja: "同意します", en: "Consent" }]);
    expect(unfit(book, { parameters: { p: "9" }, texts: { t: { ja: " ", en: "x" } } })).toEqual([
      "p",
      "t",
    ]);
  });
});

it("the new version is shown with each value before and after", () => {
  const book = {
    parameters: [
      parameter({ kind: "period", rule: { after: { minutes: 10 } } }),
      parameter({ kind: "switch", on: false }, { code: "s" }),
    ],
    texts: [{ code: "t", label: { ja: "同意", en: "Consent" }, settable: true, clause: "VR-4" }],
  } as unknown as RulebookView;
  const both = (words: string) => ({ ja: words, en: words });
  const units = {
    minutes: both("min"),
    hours: both("h"),
    days: both("d"),
    months: both("m"),
    years: both("y"),
  };
  const typed = {
    parameters: { p: "5", s: "on" },
    texts: { t: { ja: "同意します", en: "I consent" } },
  };
  const words = { on: both("on"), off: both("off"), units };
  expect(changesOf(book, typed, words).map(({ code, after }) => [code, after.en])).toEqual([
    ["p", "5 min"],
    ["s", "on"],
    ["t", "I consent"],
  ]);
  expect(changesOf(book, { parameters: {}, texts: {} }, words)).toEqual([]);
});

it.each([
  ["npa", "national"],
  ["headquarters", "force"],
  ["area_headquarters", "force"],
  ["group", "unit"],
] as const)("a person of %s sets for the %s", (kind, level) => {
  expect(levelOf({ id: "u", kind, code: "u", name: "u" })).toBe(level);
});
