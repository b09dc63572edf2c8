import { describe, expect, it } from "vitest";
import { href, parse, screenOf, type Route } from "./route.ts";

const ROUTES: Route[] = [
  { at: "tasks" },
  { at: "circulars" },
  { at: "appoint" },
  { at: "appoint", unit: "u-1" },
  { at: "staff_list" },
  { at: "reviews" },
  { at: "terminals" },
  { at: "registers" },
  { at: "ledger", document: "CC", kind: "recording_medium" },
  { at: "asset", id: "a-1" },
  { at: "footage" },
  { at: "staff_urls" },
  { at: "staff_url", id: "s-1" },
  { at: "new" },
  { at: "begin", document: "CC", workflow: "registration" },
  { at: "cases" },
  { at: "case", id: "c-1" },
  { at: "case_sheet", id: "c-1" },
  { at: "blank_sheet", document: "IS", form: "slip" },
  { at: "calendar", month: "2026-11", list: false },
  { at: "calendar", list: true },
  { at: "calendar" },
  { at: "office_hours" },
  { at: "office_hours", unit: "u-1" },
  { at: "trail" },
  { at: "rulebooks" },
  { at: "rulebook", document: "CC", part: "articles", code: "CC-3.5.ア–エ" },
  { at: "rulebook", document: "VR", part: "workflows", code: "request" },
];

describe("routes", () => {
  it.each(ROUTES)("$at is read back from its address", (route) => {
    expect(parse(href(route))).toEqual(route);
  });

  it.each(["", "#", "#/", "#/nothing", "#/cases/%E0%A4%A", "#/rulebooks/VR/unknown"])(
    "%j leads to a screen",
    (hash) => expect(screenOf(parse(hash))).toMatch(/^(tasks|new|rulebooks)$/),
  );

  it("take no month that is none", () => {
    expect(parse("#/calendar/2026-13/month")).toEqual({ at: "calendar", list: false });
  });
});
