// What stands in the cells of a printed sheet: values as paper shows them, and blanks with room to
// write where there is none. Touches nothing.
import type {
  AssetEntryLine,
  CaseView,
  DoneStep,
  FieldValue,
  FieldView,
  FormView,
  Label,
  PrintCell,
  PrintRow,
} from "../../shared/protocol.ts";
import { dayOf, eraDay, minuteOf } from "../calendar/days.ts";

/** What a sheet is filled with; a blank one has no values. */
export interface Filling {
  form: FormView;
  values: Readonly<Record<string, FieldValue | undefined>>;
  names: Readonly<Record<string, string>>;
  done: readonly DoneStep[];
  /** Lines of the ledgers of things, by the id of the thing. */
  entries: Readonly<Record<string, readonly AssetEntryLine[]>>;
  ja: boolean;
}

export function blank(form: FormView, ja: boolean): Filling {
  return { form, values: {}, names: {}, done: [], entries: {}, ja };
}

export function ofCase(
  view: CaseView,
  entries: Readonly<Record<string, readonly AssetEntryLine[]>>,
  ja: boolean,
): Filling {
  return { form: view.form, values: view.values, names: view.names, done: view.done, entries, ja };
}

/** Room to write in. */
const ROOM = "\u3000\u3000\u3000\u3000\u3000\u3000";

const pick = (label: Label, ja: boolean) => (ja ? label.ja : label.en);

function isNothing(value: FieldValue | undefined): boolean {
  return value === undefined || value === null || value === "";
}

/** A day as documents of the police are dated. */
export function dayWords(day: string, ja: boolean): string {
  return ja ? eraDay(day) : day;
}

export function momentWords(at: number, ja: boolean): string {
  const minute = minuteOf(at);
  if (!ja) return `${dayOf(at)} ${minute}`;
  const [hours = 0, minutes = 0] = minute.split(":").map(Number);
  return `${eraDay(dayOf(at))}${hours}時${minutes}分`;
}

/** The value of a field as words, or room for it. */
export function valueWords(field: FieldView, filling: Filling): string {
  const value = filling.values[field.code];
  const { ja, names } = filling;
  if (value === undefined || value === null || isNothing(value)) return roomFor(field.kind, ja);
  const option = (code: string) => {
    const found = field.options.find((other) => other.code === code);
    return found ? pick(found.label, ja) : code;
  };
  const comma = ja ? "、" : ", ";
  if (Array.isArray(value)) {
    return value.map((one) => unitWords(names[one] ?? option(one), ja)).join(comma);
  }
  const text = String(value);
  switch (field.kind) {
    case "date":
      return dayWords(text, ja);
    case "moment":
      return momentWords(Number(value), ja);
    case "choice":
      return option(text);
    case "unit":
      return unitWords(names[text] ?? text, ja);
    default:
      return names[text] ?? text;
  }
}

function unitWords(name: string, ja: boolean): string {
  const [first = name, second] = name.split(" / ");
  return ja ? first : (second ?? first);
}

function roomFor(kind: FieldView["kind"], ja: boolean): string {
  if (kind === "date") return ja ? "令和　　年　　月　　日" : "____-__-__";
  if (kind === "number") return ja ? "　　" : "    ";
  if (kind === "moment") return ja ? "令和　　年　　月　　日　　時　　分" : "____-__-__ __:__";
  return ROOM;
}

/** Words of a sheet with the values of the fields that they name. */
export function filledWords(words: Label, filling: Filling): string {
  return pick(words, filling.ja)
    .replace(/\{(?:(by|on|at):)?([\w|]+)(\??)\}/g, (_, what: string, code: string, ifAny: string) => {
      if (what) return stepWords(what, code, filling);
      const field = filling.form.fields.find((other) => other.code === code);
      if (!field || (ifAny && isNothing(filling.values[code]))) return "";
      return valueWords(field, filling);
    })
    .trimEnd();
}

/** Who took one of these steps last, on which day, or at which moment. */
function stepWords(what: string, steps: string, filling: Filling): string {
  const { ja } = filling;
  const last = filling.done.filter((done) => steps.split("|").includes(done.step)).at(-1);
  if (what === "by") return last ? (last.by?.name ?? "") : ROOM;
  if (what === "on") return last ? dayWords(dayOf(last.at), ja) : roomFor("date", ja);
  return last ? momentWords(last.at, ja) : roomFor("moment", ja);
}

export interface Tick {
  words: string;
  ticked: boolean;
  /** What another field says of it; undefined where nothing is asked. */
  more: string | undefined;
}

/** Every choice of a field with its box. */
export function ticksOf(
  code: string,
  cell: Pick<PrintCell, "with" | "without">,
  filling: Filling,
): Tick[] {
  const field = filling.form.fields.find((other) => other.code === code);
  const value = filling.values[code];
  const chosen = Array.isArray(value) ? value : [value];
  const options = (field?.options ?? []).filter((option) => !cell.without.includes(option.code));
  return options.map((option) => {
    const ticked = chosen.includes(option.code);
    const beside = cell.with.filter((other) => other.option === option.code);
    const more = beside.map(({ field: named }) => {
      const other = filling.form.fields.find((one) => one.code === named);
      return other && ticked ? valueWords(other, filling) : ROOM;
    });
    return {
      words: pick(option.label, filling.ja),
      ticked,
      more: more.length === 0 ? undefined : more.join(filling.ja ? "　" : " "),
    };
  });
}

/** Who took a step last, and on which day. */
export function sealOf(step: string, filling: Filling): { name: string; day: string } | undefined {
  const last = filling.done.filter((done) => done.step === step).at(-1);
  if (!last) return undefined;
  return { name: last.by?.name ?? "", day: dayWords(dayOf(last.at), filling.ja) };
}

/** A line of a history, cell by cell. */
export type Line = Readonly<Record<string, string>>;

/** The lines that a row stands for; one without a history where it is not repeated. */
export function linesOf(row: PrintRow, filling: Filling): (Line | undefined)[] {
  if (row.taken.length === 0 && row.entries === undefined) return [undefined];
  const { ja } = filling;
  const taken = filling.done
    .filter((done) => row.taken.includes(done.step))
    .map((done) => ({
      at: dayWords(dayOf(done.at), ja),
      act: pick(done.label, ja),
      by: done.by?.name ?? "",
      confirmed_by: done.witness?.name ?? "",
    }));
  const thing = row.entries === undefined ? undefined : filling.values[row.entries];
  const all = typeof thing === "string" ? (filling.entries[thing] ?? []) : [];
  const fitting = all.filter((entry) => row.acts.length === 0 || row.acts.includes(entry.act));
  const entries = fitting.map((entry) => ({
    at: dayWords(dayOf(entry.at), ja),
    act: pick(entry.label, ja),
    by: entry.by.name,
    confirmed_by: (entry.confirmed_by ?? entry.witness)?.name ?? "",
    quantity: String(entry.quantity),
    note: noteOf(entry, ja),
  }));
  const lines: Line[] = [...taken, ...entries];
  while (lines.length < row.lines) lines.push({});
  return lines;
}

function noteOf(entry: AssetEntryLine, ja: boolean): string {
  const due = entry.due_back === undefined ? undefined : dayWords(dayOf(entry.due_back), ja);
  const parts = [
    entry.method,
    entry.place?.name,
    due && (ja ? `返却予定 ${due}` : `due back ${due}`),
    entry.remarks,
    entry.case?.number,
  ];
  return parts.filter((part) => part).join(ja ? "、" : ", ");
}

/** The things whose ledgers the sheet of a case shows. */
export function thingsOn(view: CaseView): string[] {
  const rows = (view.form.print?.parts ?? []).flatMap((part) => part.rows);
  const fields = rows.flatMap((row) => (row.entries === undefined ? [] : [row.entries]));
  const values = fields.map((field) => view.values[field]);
  return [...new Set(values.filter((value): value is string => typeof value === "string"))];
}
