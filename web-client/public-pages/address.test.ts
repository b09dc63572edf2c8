import { expect, it } from "vitest";
import { pageOf, pathOf, type Page } from "./address.ts";

it.each<[string, Page]>([
  ["/cameras/", { at: "help" }],
  ["/cameras/demo-group", { at: "notice", group: "demo-group" }],
  ["/cameras/demo-group/contact", { at: "contact", group: "demo-group" }],
  ["/cameras/demo-group/regulation", { at: "regulation", group: "demo-group" }],
  ["/announcements/", { at: "announcements" }],
  ["/announcements/WC/demo", { at: "announcement", document: "WC", unit: "demo" }],
  ["/cameras/%E5%8C%97%E7%94%BA", { at: "notice", group: "北町" }],
])("%s is a page, and its path is the same", (path, page) => {
  expect(pageOf(path)).toEqual(page);
  expect(pathOf(page)).toBe(path);
});

it.each(["/cameras/%", "/", "/elsewhere/x", "/cameras//contact"])("%s leads to the help", (path) => {
  expect(pageOf(path)).toEqual({ at: "help" });
});

it.each(["/announcements/WC", "/announcements//demo"])("%s leads to the list", (path) => {
  expect(pageOf(path)).toEqual({ at: "announcements" });
});

it("an unknown page of a group is its notice", () => {
  expect(pageOf("/cameras/demo-group/x/y")).toEqual({ at: "notice", group: "demo-group" });
});
