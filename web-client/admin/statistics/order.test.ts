import { expect, it } from "vitest";
import type { Figures, HeadquartersFigures } from "../../shared/protocol.ts";
import { ordered } from "./order.ts";

const times = { count: 0, sum_ms: 0, buckets: [] };
const none: Figures = {
  issues: 0,
  messages: 0,
  starts: 0,
  refusals: 0,
  undecided: 0,
  funnel: [],
  pictures_only: 0,
  obstacles: [],
  first_picture: times,
  opened_to_picture: times,
  live: times,
  length: times,
  endings: [],
  mis_sends: 0,
  exceptions: [],
  staff: { uses: 0, live: times },
  stills: 0,
  pictures: 0,
  films: 0,
};

const row = (name: string, issues: number, median_ms?: number): HeadquartersFigures => ({
  unit: name,
  name,
  figures: {
    ...none,
    issues,
    first_picture: { ...times, ...(median_ms === undefined ? {} : { median_ms }) },
  },
});

const rows = [row("北海道", 2, 9000), row("青森", 5), row("岩手", 3, 4000)];
const names = (of: HeadquartersFigures[]) => of.map(({ name }) => name);

it("the largest comes first, and the other way round", () => {
  expect(names(ordered(rows, { key: "issues", reversed: false }))).toEqual(["青森", "岩手", "北海道"]);
  expect(names(ordered(rows, { key: "issues", reversed: true }))).toEqual(["北海道", "岩手", "青森"]);
  expect(names(ordered(rows, { key: "name", reversed: true }))).toEqual(["岩手", "青森", "北海道"]);
});

it("what has no figure comes last either way", () => {
  expect(names(ordered(rows, { key: "median", reversed: false }))).toEqual(["北海道", "岩手", "青森"]);
  expect(names(ordered(rows, { key: "median", reversed: true }))).toEqual(["岩手", "北海道", "青森"]);
});
