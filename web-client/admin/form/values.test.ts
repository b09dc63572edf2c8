import { describe, expect, it } from "vitest";
import type { FieldView } from "../../shared/protocol.ts";
import { exampleField } from "../examples.ts";
import { flawsOf, isAsked, typedOf, valuesOf, wholeNumber } from "./values.ts";

const field = (change: Partial<FieldView>) => exampleField(change);
const options = ["yes", "no"].map((code) => ({ code, label: { ja: code, en: code } }));
const flaw = (change: Partial<FieldView>, value: string | string[]) =>
  flawsOf([field(change)], { field: value })[0] ?? null;

describe("a form is told before it is sent", () => {
  it.each([
    ["an empty required text", { required: true }, "  ", "required"],
    ["no tick in a required group", { kind: "tick_group", required: true, options }, [], "required"],
    ["no thing where some are needed", { kind: "assets", required: true }, [], "required"],
    ["nobody where some are needed", { kind: "persons", required: true }, [], "required"],
    ["a tick that is not offered", { kind: "tick_group", options }, ["maybe"], "choice"],
    ["a choice that is not offered", { kind: "choice", options }, "maybe", "choice"],
    ["a number with a point", { kind: "number" }, "1.5", "number"],
    ["a day that does not exist", { kind: "date" }, "2026-02-29", "date"],
    ["a moment without a time", { kind: "moment" }, "2026-11-27", "moment"],
    ["a control character", {}, "a\u0000b", "control"],
  ] as const)("%s", (_, change, value, kind) => {
    expect(flaw(change as Partial<FieldView>, value as string)?.kind).toBe(kind);
  });

  it("with the bounds of a number", () => {
    const angle: Partial<FieldView> = { kind: "number", min: 0, max: 359 };
    expect(flaw(angle, "360")).toEqual({ field: "field", kind: "range", min: 0, max: 359 });
    expect(flaw(angle, "359")).toBeNull();
    expect(flaw(angle, "０")).toBeNull();
    expect(flaw(angle, "-1")?.kind).toBe("range");
  });

  it("with the length of a text, counted in characters as people see them", () => {
    expect(flaw({ chars_max: 3 }, "𠮷野家")).toBeNull();
    expect(flaw({ chars_max: 3 }, "𠮷野家店")).toEqual({ field: "field", kind: "chars", max: 3 });
  });

  it("and not for what may stay empty", () => {
    expect(flaw({ kind: "date" }, "")).toBeNull();
    expect(flaw({ kind: "number" }, "")).toBeNull();
  });

  it("takes line breaks and tabs", () => expect(flaw({}, "a\n\tb")).toBeNull());
});

describe("what goes to the server", () => {
  const fields = [
    field({ code: "n", kind: "number" }),
    field({ code: "m", kind: "moment" }),
    field({ code: "t", kind: "tick_group", options }),
    field({ code: "c", kind: "choice", options }),
    field({ code: "a", kind: "assets" }),
    field({ code: "e" }),
  ];
  const typed = { n: "１２", m: "2026-11-27T09:30", t: ["yes"], c: "no", a: ["f-1", "f-2"], e: " " };

  it("has numbers and moments as numbers, and takes empty values away", () => {
    expect(valuesOf(fields, typed)).toEqual({
      n: 12,
      m: Date.parse("2026-11-27T00:30:00Z"),
      t: ["yes"],
      c: "no",
      a: ["f-1", "f-2"],
      e: null,
    });
  });

  it("comes back as it was typed", () => {
    expect(typedOf(fields, valuesOf(fields, { ...typed, n: "12" }))).toEqual({
      n: "12",
      m: "2026-11-27T09:30",
      t: ["yes"],
      c: "no",
      a: ["f-1", "f-2"],
    });
  });
});

it.each([
  ["１２", 12],
  ["－5", -5],
  ["1e3", null],
  ["9007199254740993", null],
  ["", null],
])("the number typed as %j is %j", (text, value) => expect(wholeNumber(text)).toBe(value));

describe("a field that another one decides on", () => {
  const fields = [
    field({ code: "ground", kind: "choice", options }),
    field({ code: "letter", kind: "number", asked_when: { field: "ground", is: ["yes"] } }),
  ];
  const asked = (held: string | string[] | undefined) =>
    isAsked(fields[1]!, held === undefined ? {} : { ground: held });

  it("is asked for where it holds one of the choices, a tick among others too", () => {
    expect([undefined, "", "no", "yes", ["no"], ["no", "yes"]].map(asked)).toEqual([
      false,
      false,
      false,
      true,
      false,
      true,
    ]);
  });

  it("has no flaw and no value while it is not asked for", () => {
    const typed = { ground: "no", letter: "x" };
    expect(flawsOf(fields, typed)).toEqual([]);
    expect(valuesOf(fields, typed)).toEqual({ ground: "no", letter: null });
    expect(flawsOf(fields, { ...typed, ground: "yes" })).toHaveLength(1);
  });
});
