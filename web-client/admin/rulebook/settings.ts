// Settings as typed, and the layer that they make. Touches nothing.
import type {
  Label,
  ParameterSetting,
  ParameterValue,
  ParameterView,
  RulebookView,
  Settings,
  TextSetting,
  UnitView,
} from "../../shared/protocol.ts";
import { wholeNumber } from "../form/values.ts";

/** New values by code, as typed. */
export interface TypedSettings {
  parameters: Readonly<Record<string, string>>;
  texts: Readonly<Record<string, { ja: string; en: string }>>;
}

export const noSettings: TypedSettings = { parameters: {}, texts: {} };

export type LengthUnit = "minutes" | "hours" | "days" | "months" | "years";

interface Figure {
  unit: LengthUnit;
  count: number;
}

const SIMPLE: Readonly<Record<string, LengthUnit>> = {
  after_months: "months",
  after_years: "years",
  inclusive_days: "days",
  inclusive_months: "months",
  calendar_years: "years",
  fiscal_years: "years",
  working_days: "days",
};

/** The one figure of a counting rule; null where the rule is made of several or names a day. */
export function figureOf(rule: Readonly<Record<string, unknown>>): Figure | null {
  const [kind = "", value] = Object.entries(rule)[0] ?? [];
  const unit = SIMPLE[kind];
  if (unit !== undefined) return typeof value === "number" ? { unit, count: value } : null;
  if ((kind !== "after" && kind !== "end_of_duty_hours") || !isLength(value)) return null;
  const { hours = 0, minutes = 0 } = value;
  return minutes === 0 ? { unit: "hours", count: hours } : { unit: "minutes", count: hours * 60 + minutes };
}

/** The same way of counting with another figure. */
export function withFigure(
  rule: Readonly<Record<string, unknown>>,
  count: number,
): Record<string, unknown> | null {
  const [kind = ""] = Object.keys(rule);
  const figure = figureOf(rule);
  if (figure === null) return null;
  if (SIMPLE[kind] !== undefined) return { [kind]: count };
  return { [kind]: { [figure.unit]: count } };
}

function isLength(value: unknown): value is { hours?: number; minutes?: number } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What stands in the input for a value. */
export function shownOf(value: ParameterValue): string {
  switch (value.kind) {
    case "count":
      return String(value.count);
    case "switch":
      return value.on ? "on" : "off";
    case "words":
      return value.words;
    case "period":
      return String(figureOf(value.rule)?.count ?? "");
  }
}

/** The value that was typed; null where it is none of its kind or outside the bounds. */
export function valueOf(parameter: ParameterView, typed: string): ParameterValue | null {
  const { value, min, max } = parameter;
  const within = (count: number) =>
    (min === undefined || count >= min) && (max === undefined || count <= max);
  switch (value.kind) {
    case "count": {
      const count = wholeNumber(typed);
      return count !== null && within(count) ? { kind: "count", count } : null;
    }
    case "switch":
      return typed === "on" || typed === "off" ? { kind: "switch", on: typed === "on" } : null;
    case "words":
      return typed.trim() === "" ? null : { kind: "words", words: typed.trim() };
    case "period": {
      const count = wholeNumber(typed);
      const rule = count !== null && count > 0 ? withFigure(value.rule, count) : null;
      return rule === null ? null : { kind: "period", rule };
    }
  }
}

/** The level at which somebody of a unit sets. */
export function levelOf(unit: UnitView | undefined): "national" | "force" | "unit" {
  if (unit?.kind === "npa") return "national";
  return unit?.kind === "headquarters" || unit?.kind === "area_headquarters" ? "force" : "unit";
}

/** Only what differs from what is in force. */
export function changedParameters(book: RulebookView, typed: TypedSettings): ParameterSetting[] {
  return book.parameters.flatMap((parameter) => {
    const text = typed.parameters[parameter.code];
    if (text === undefined || text === shownOf(parameter.value)) return [];
    const value = valueOf(parameter, text);
    return value === null ? [] : [{ code: parameter.code, value }];
  });
}

export function changedTexts(book: RulebookView, typed: TypedSettings): TextSetting[] {
  return book.texts.flatMap((text) => {
    const next = typed.texts[text.code];
    const same = next === undefined || (next.ja === text.label.ja && next.en === text.label.en);
    return same ? [] : [{ code: text.code, ja: next.ja.trim(), en: next.en.trim() }];
  });
}

export interface Change {
  code: string;
  label: Label;
  before: Label;
  after: Label;
}

/** Words for a typed value, as the page says them. */
export interface ValueWords {
  on: Label;
  off: Label;
  units: Readonly<Record<LengthUnit, Label>>;
}

/** What the new version would change, each datum with its value before and after. */
export function changesOf(book: RulebookView, typed: TypedSettings, words: ValueWords): Change[] {
  const parameters = changedParameters(book, typed).flatMap(({ code, value }) => {
    const parameter = book.parameters.find((other) => other.code === code);
    if (!parameter) return [];
    const { label, words: before } = parameter;
    return [{ code, label, before, after: wordsOf(value, words) }];
  });
  const texts = changedTexts(book, typed).flatMap(({ code, ja, en }) => {
    const before = book.texts.find((other) => other.code === code)?.label;
    return before ? [{ code, label: { ja: code, en: code }, before, after: { ja, en } }] : [];
  });
  return [...parameters, ...texts];
}

function wordsOf(value: ParameterValue, words: ValueWords): Label {
  switch (value.kind) {
    case "count":
      return { ja: String(value.count), en: String(value.count) };
    case "switch":
      return value.on ? words.on : words.off;
    case "words":
      return { ja: value.words, en: value.words };
    case "period": {
      const figure = figureOf(value.rule);
      const { ja, en } = words.units[figure?.unit ?? "days"];
      const count = figure?.count ?? 0;
      return { ja: `${count}${ja}`, en: `${count} ${en}` };
    }
  }
}

/** Codes of what is typed and no value. */
export function unfit(book: RulebookView, typed: TypedSettings): string[] {
  const parameters = book.parameters.filter((parameter) => {
    const text = typed.parameters[parameter.code];
    return text !== undefined && valueOf(parameter, text) === null;
  });
  const texts = book.texts.filter((text) => {
    const next = typed.texts[text.code];
    return next !== undefined && (next.ja.trim() === "" || next.en.trim() === "");
  });
  return [...parameters, ...texts].map((datum) => datum.code);
}

export function settingsOf(
  book: RulebookView,
  typed: TypedSettings,
  level: Settings["level"],
  valid_from: string,
): Settings {
  const parameters = changedParameters(book, typed);
  return { level, valid_from, parameters, texts: changedTexts(book, typed) };
}
