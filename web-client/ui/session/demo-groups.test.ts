import { describe, expect, it } from "vitest";
import type { DemoPerson, DemoPost } from "../../shared/protocol.ts";
import { found, groupsOf } from "./demo-groups.ts";

const post = (document: string, post_ja: string, unit_name: string): DemoPost => ({
  document,
  title_ja: document,
  title_en: document,
  post_ja,
  post_en: post_ja,
  unit_name,
});
const person = (user_id: string, name: string, ...posts: DemoPost[]): DemoPerson => ({
  user_id,
  name,
  password: "secret",
  posts,
  terminals: [],
});
const PEOPLE = [
  person("op1", "受理 一郎", post("VR", "受理担当者", "本部")),
  person("wc_op1", "装着 花子", post("WC", "装着警察官", "中央署"), post("PH", "担当者", "少年課")),
  person("wc_mgr1", "運用 次郎", post("WC", "運用管理者", "中央署")),
];
const ids = (query: string) => found(PEOPLE, query).map((one) => one.user_id);

describe("people of a demo", () => {
  it("are found by name, id, post, unit and document, by several words at once", () => {
    expect(ids("装着花子")).toEqual(["wc_op1"]);
    expect(ids("ＷＣ＿")).toEqual(["wc_op1", "wc_mgr1"]);
    expect(ids("中央　運用")).toEqual(["wc_mgr1"]);
    expect(ids("少年課")).toEqual(["wc_op1"]);
    expect(ids("")).toHaveLength(3);
    expect(ids("secret")).toEqual([]);
  });

  it("stand once each, under document and unit", () => {
    const groups = groupsOf(PEOPLE).map((group) => [
      group.document.document,
      group.units.map((unit) => [unit.unit, unit.people.length]),
    ]);
    expect(groups).toEqual([
      ["VR", [["本部", 1]]],
      ["WC", [["中央署", 2]]],
    ]);
  });
});
