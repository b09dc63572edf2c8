import { expect, it } from "vitest";
import { titleOf } from "./title.ts";

it("says which page it is, of which group", () => {
  const product = "防犯カメラのお知らせ";
  expect(titleOf("苦情・お問い合わせ", "デモ町内会", product)).toBe(
    "苦情・お問い合わせ — デモ町内会 — 防犯カメラのお知らせ",
  );
  expect(titleOf("デモ町内会の防犯カメラ", "デモ町内会", product)).toBe(
    "デモ町内会の防犯カメラ — 防犯カメラのお知らせ",
  );
  expect(titleOf(product, undefined, product)).toBe(product);
});
