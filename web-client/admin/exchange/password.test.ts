import { expect, it } from "vitest";
import { newPassword, weaknessOf } from "./password.ts";

it("weak passwords are told apart by what is wrong with them", () => {
  const table = [
    ["", "short"],
    ["Ab3-Ab3-Ab3", "short"],
    ["abababab-Abab1", "repeats"],
    ["abcdefghijklm", "repeats"],
    ["onlysmallletters", "plain"],
    ["Password-2026-A", "known"],
    ["渡-Kawa-7491-hashi", null],
    ["four quite different words", null],
  ] as const;
  for (const [password, weakness] of table) expect(weaknessOf(password), password).toBe(weakness);
});

it("a made password is strong, and another each time", () => {
  const made = Array.from({ length: 50 }, newPassword);
  expect(new Set(made).size).toBe(50);
  for (const password of made) {
    expect(password).toMatch(/^[a-zA-Z2-9]{5}(-[a-zA-Z2-9]{5}){3}$/);
    expect(["known", "short", "repeats"]).not.toContain(weaknessOf(password));
  }
});
