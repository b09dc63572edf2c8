import { describe, expect, it } from "vitest";
import { exampleField } from "../examples.ts";
import { DRAFTS_MAX } from "../limits.ts";
import { Drafts, type Storage } from "./drafts.ts";

class Kept implements Storage {
  readonly rows = new Map<string, string>();
  get length(): number {
    return this.rows.size;
  }
  key(index: number): string | null {
    return [...this.rows.keys()][index] ?? null;
  }
  getItem(key: string): string | null {
    return this.rows.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.rows.set(key, value);
  }
  removeItem(key: string): void {
    this.rows.delete(key);
  }
}

const fields = [exampleField({ code: "place" }), exampleField({ code: "name", personal: true })];

describe("drafts", () => {
  it("are there again after a reload, but for what is personal", () => {
    const kept = new Kept();
    const drafts = new Drafts(kept);
    drafts.write("a", fields, { place: "駅前", name: "山田" }, 1);
    expect(drafts.read("a")).toEqual({ place: "駅前", name: "山田" });
    expect(new Drafts(kept).read("a")).toEqual({ place: "駅前" });
    expect([...kept.rows.values()].join()).not.toContain("山田");
  });

  it("go when they are dropped, and all of them at sign-out", () => {
    const kept = new Kept();
    const drafts = new Drafts(kept);
    drafts.write("a", fields, { place: "1" }, 1);
    drafts.write("b", fields, { place: "2" }, 2);
    drafts.drop("a");
    expect(drafts.read("a")).toEqual({});
    kept.setItem("genba-language", "ja");
    drafts.clear();
    expect([...kept.rows.keys()]).toEqual(["genba-language"]);
    expect(drafts.read("b")).toEqual({});
  });

  it("of another person go when somebody signs in", () => {
    const kept = new Kept();
    const drafts = new Drafts(kept);
    drafts.write("one/a", fields, { place: "1", name: "山田" }, 1);
    drafts.write("two/a", fields, { place: "2" }, 2);
    drafts.keepOnly("two");
    expect(drafts.read("one/a")).toEqual({});
    expect(drafts.read("two/a")).toEqual({ place: "2" });
  });

  it("give way to newer ones", () => {
    const kept = new Kept();
    const drafts = new Drafts(kept);
    for (let nth = 0; nth <= DRAFTS_MAX; nth += 1) {
      drafts.write(`d${nth}`, fields, { place: "x" }, nth);
    }
    expect(kept.length).toBe(DRAFTS_MAX);
    expect(new Drafts(kept).read("d0")).toEqual({});
  });

  it("do without a browser that keeps nothing", () => {
    const full: Storage = Object.assign(new Kept(), {
      setItem: () => {
        throw new Error("full");
      },
    });
    const drafts = new Drafts(full);
    drafts.write("a", fields, { place: "1" }, 1);
    expect(drafts.read("a")).toEqual({ place: "1" });
  });

  it("are nothing where the storage holds rubbish", () => {
    const kept = new Kept();
    kept.setItem("genba-draft-a", "{");
    kept.setItem("genba-draft-b", "null");
    expect(new Drafts(kept).read("a")).toEqual({});
    expect(new Drafts(kept).read("b")).toEqual({});
  });
});
