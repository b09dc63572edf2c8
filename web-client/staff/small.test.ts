import { describe, expect, it } from "vitest";
import { digitsOf, grouped } from "./code";
import { bearing_deg, distance_m, mapLink, wayText, windOf } from "./geo";
import { tokenIn } from "./sheet";
import { ownerOf } from "./unit";
import { words as en } from "./words/en";
import { words as ja } from "./words/ja";

const TOKYO = { latitude_deg: 35.6812, longitude_deg: 139.7671 };
const OSAKA = { latitude_deg: 34.7025, longitude_deg: 135.4959 };

describe("codes", () => {
  it("are read however they were typed or pasted", () => {
    expect(digitsOf("１２３４−5678 ", 8)).toBe("12345678");
    expect(digitsOf("コード: 1234 5678 99", 8)).toBe("12345678");
    expect(grouped("12345678")).toBe("1234 5678");
    expect(grouped("1234")).toBe("1234");
  });
});

describe("the way to a caller", () => {
  it("is measured along the great circle", () => {
    expect(distance_m(TOKYO, OSAKA) / 1000).toBeCloseTo(403, -1);
    expect(distance_m(TOKYO, TOKYO)).toBe(0);
    expect(windOf(bearing_deg(TOKYO, OSAKA))).toBe("w");
    expect(windOf(bearing_deg(OSAKA, TOKYO))).toBe("e");
    expect(windOf(bearing_deg(TOKYO, { ...TOKYO, latitude_deg: 36 }))).toBe("n");
    expect(windOf(359)).toBe("n");
  });

  it("is said in figures that can be held", () => {
    expect([4, 344, 996, 2_440, 12_300].map(wayText)).toEqual(["0 m", "340 m", "1000 m", "2.4 km", "12 km"]);
  });

  it("opens the phone's own map app", () => {
    expect(mapLink(TOKYO, "Android")).toBe("geo:35.681200,139.767100?q=35.681200,139.767100");
    expect(mapLink(TOKYO, "iPhone")).toBe("maps://?q=35.681200,139.767100");
  });
});

it("finds the sheet in a pasted address, and in nothing else", () => {
  const token = "8Kq2ZrT0vWxYbNcMdLeF1g";
  expect(tokenIn(` https://genba.example.jp/s/#${token}\n`)).toBe(token);
  expect(tokenIn(token)).toBe(token);
  expect(tokenIn("https://genba.example.jp/s/")).toBeNull();
});

it("says whose sheet it is in one language, the headquarters once", () => {
  const headquarters = "デモ県警察本部 / Demo HQ";
  const squad = { headquarters, unit: `${headquarters} 自動車警ら隊` };
  expect(ownerOf(squad, "ja")).toEqual({ headquarters: "デモ県警察本部", below: "自動車警ら隊" });
  expect(ownerOf({ headquarters, unit: headquarters }, "en")).toEqual({ headquarters: "Demo HQ", below: "" });
  expect(ownerOf({ headquarters, unit: "中央警察署" }, "en").below).toBe("中央警察署");
});

it("says the same things in both languages", () => {
  const shape = (value: unknown): unknown =>
    value !== null && typeof value === "object"
      ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shape(one)]))
      : typeof value;
  expect(shape(en)).toEqual(shape(ja));
});
