// What a form holds while it is filled in, and whether the server could take it. Touches nothing.
import type { FieldValue, FieldView } from "../../shared/protocol.ts";
import { isDay, localOf, momentOf } from "../calendar/days.ts";

/** As typed: texts for all kinds but those that hold several. */
export type Typed = Readonly<Record<string, string | readonly string[]>>;

export type Flaw =
  | { field: string; kind: "required" | "number" | "date" | "moment" | "control" | "choice" }
  | { field: string; kind: "chars"; max: number }
  | { field: string; kind: "range"; min: number | null; max: number | null };

/** Kinds that hold several ids. */
const SEVERAL: readonly FieldView["kind"][] = ["assets", "persons", "terminals", "units"];

export function textOf(typed: Typed, code: string): string {
  const value = typed[code];
  return typeof value === "string" ? value : "";
}

export function ticksOf(typed: Typed, code: string): readonly string[] {
  const value = typed[code];
  return Array.isArray(value) ? value : [];
}

/** Whether a form asks for a field, after what another field of it holds. */
export function isAsked(field: FieldView, typed: Typed): boolean {
  const when = field.asked_when;
  if (!when) return true;
  const held = typed[when.field];
  return when.is.some((option) => (Array.isArray(held) ? held.includes(option) : held === option));
}

/** The first flaw of each field, in the order of the fields. */
export function flawsOf(fields: readonly FieldView[], typed: Typed): Flaw[] {
  return fields.flatMap((field) => {
    const flaw = flawOf(field, typed);
    return flaw === null ? [] : [flaw];
  });
}

function flawOf(field: FieldView, typed: Typed): Flaw | null {
  const told = (kind: Exclude<Flaw["kind"], "chars" | "range">): Flaw => ({
    field: field.code,
    kind,
  });
  if (!isAsked(field, typed)) return null;
  if (SEVERAL.includes(field.kind)) {
    return field.required && ticksOf(typed, field.code).length === 0 ? told("required") : null;
  }
  if (field.kind === "tick_group") {
    const ticks = ticksOf(typed, field.code);
    if (ticks.some((tick) => !offers(field, tick))) return told("choice");
    return field.required && ticks.length === 0 ? told("required") : null;
  }
  const text = textOf(typed, field.code);
  if (text.trim() === "") return field.required ? told("required") : null;
  switch (field.kind) {
    case "text":
      return textFlaw(field, text);
    case "number":
      return numberFlaw(field, text);
    case "date":
      return isDay(text) ? null : told("date");
    case "moment":
      return momentOf(text) === null ? told("moment") : null;
    case "choice":
      return offers(field, text) ? null : told("choice");
    default:
      return null;
  }
}

function offers(field: FieldView, code: string): boolean {
  return field.options.some((option) => option.code === code);
}

function textFlaw(field: FieldView, text: string): Flaw | null {
  const max = field.chars_max ?? Infinity;
  if ([...text].length > max) return { field: field.code, kind: "chars", max };
  // Line breaks and tabs are the only control characters that belong into a text.
  const stray = [...text].some((char) => /\p{Cc}/u.test(char) && char !== "\n" && char !== "\t");
  return stray ? { field: field.code, kind: "control" } : null;
}

function numberFlaw(field: FieldView, text: string): Flaw | null {
  const value = wholeNumber(text);
  if (value === null) return { field: field.code, kind: "number" };
  const low = field.min !== undefined && value < field.min;
  const high = field.max !== undefined && value > field.max;
  if (!low && !high) return null;
  return { field: field.code, kind: "range", min: field.min ?? null, max: field.max ?? null };
}

/** Full-width digits are what a Japanese keyboard gives. */
export function wholeNumber(text: string): number | null {
  const plain = text.normalize("NFKC").trim().replace(/^[−‐－]/, "-");
  if (!/^-?\d+$/.test(plain)) return null;
  const value = Number(plain);
  return Number.isSafeInteger(value) ? value : null;
}

/** What goes to the server: `null` takes a value away. Ask only where there are no flaws. */
export function valuesOf(
  fields: readonly FieldView[],
  typed: Typed,
): Record<string, FieldValue> {
  const value = (field: FieldView) => (isAsked(field, typed) ? valueOf(field, typed) : null);
  return Object.fromEntries(fields.map((field) => [field.code, value(field)]));
}

function valueOf(field: FieldView, typed: Typed): FieldValue {
  if (field.kind === "tick_group" || SEVERAL.includes(field.kind)) {
    const ticks = ticksOf(typed, field.code);
    return ticks.length === 0 ? null : [...ticks];
  }
  const text = textOf(typed, field.code);
  if (text.trim() === "") return null;
  if (field.kind === "number") return wholeNumber(text);
  if (field.kind === "moment") return momentOf(text);
  return text.replaceAll("\r\n", "\n");
}

/** What a case holds already, as it would have been typed. */
export function typedOf(
  fields: readonly FieldView[],
  values: Readonly<Record<string, FieldValue>>,
): Typed {
  const typed: Record<string, string | string[]> = {};
  for (const field of fields) {
    const value = values[field.code];
    if (value === undefined || value === null) continue;
    if (Array.isArray(value)) typed[field.code] = value;
    else if (field.kind === "moment") typed[field.code] = localOf(Number(value));
    else typed[field.code] = String(value);
  }
  return typed;
}
