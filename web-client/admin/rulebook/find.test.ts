import { describe, expect, it } from "vitest";
import type { ArticleView } from "../../shared/protocol.ts";
import { chaptersOf, findArticles, numberOf } from "./find.ts";

const article = (clause: string, ja = "", en = "", rule = ""): ArticleView => ({
  clause,
  article: { ja, en },
  rules: rule ? [{ kind: "guard", label: { ja: rule, en: rule }, place: "" }] : [],
  parameters: [],
});
const ARTICLES = [
  article("IS-1", "目的", "Aim"),
  article("IS-7.1", "業務の指定", "Naming of businesses"),
  article("IS-17.1", "出力資料の交付", "Handing over", "交付先を記入する"),
  article("IS-17.5.1.ア", "外部記録媒体", "Outside media"),
  article("IS-17.5.1.イ", "暗号", "Encryption"),
  article("IS-F1", "入出力資料管理票", "Material slip"),
];
const found = (query: string) => findArticles(ARTICLES, query).map((one) => one.clause);

describe("an article is found", () => {
  it.each(["17.5.1.ア", "第17の5(1)ア", "１７．５．１．ア", "IS-17.5.1.ア", "is17.5.1.ア"])("by %s", (query) =>
    expect(found(query)).toEqual(["IS-17.5.1.ア"]),
  );

  it("by the beginning of its number, and never by a figure within another", () => {
    expect(found("17.5")).toEqual(["IS-17.5.1.ア", "IS-17.5.1.イ"]);
    expect(found("7")).toEqual(["IS-7.1"]);
    expect(found("1")).toEqual(["IS-1"]);
  });

  it("by words of its title first, then of its rules", () => {
    expect(found("交付")).toEqual(["IS-17.1"]);
    expect(found("encryption")).toEqual(["IS-17.5.1.イ"]);
    expect(found("交付先")).toEqual(["IS-17.1"]);
    expect(found("どこにもない")).toEqual([]);
  });

  it("in its order where nothing is asked", () => {
    expect(found(" ")).toEqual(ARTICLES.map((one) => one.clause));
  });
});

describe("the chapters of a document", () => {
  it("begin at their first articles", () => {
    expect(chaptersOf(ARTICLES, "IS")).toEqual([
      { name: "1", first: "IS-1" },
      { name: "7", first: "IS-7.1" },
      { name: "17", first: "IS-17.1" },
      { name: "F1", first: "IS-F1" },
    ]);
    expect(chaptersOf([article("WC-N4.1.ア"), article("WC-4.1"), article("VR-1")], "WC").map((one) => one.name)).toEqual(["N4", "4"]);
  });

  it("has numbers as people type them", () => {
    expect(numberOf("第５の１（２）")).toBe("5.1.2");
    expect(numberOf("7-2-4")).toBe("7.2.4");
  });
});
