import { describe, expect, it } from "vitest";
import { entriesOf, sumsOf } from "./tar.ts";

const text = new TextEncoder();

function entry(name: string, words: string, kind = "0"): Uint8Array<ArrayBuffer> {
  const body = text.encode(words);
  const whole = new Uint8Array(512 + Math.ceil(body.length / 512) * 512);
  whole.set(text.encode(name), 0);
  whole.set(text.encode(body.length.toString(8).padStart(11, "0")), 124);
  whole.set(text.encode(kind), 156);
  whole.set(body, 512);
  return whole;
}

function archive(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = parts.flatMap((part) => [...part]);
  return new Uint8Array([...bytes, ...new Uint8Array(1024)]);
}

describe("an archive", () => {
  it("gives its files in their order, and nothing else", () => {
    const read = entriesOf(archive(entry("x", "long words", "x"), entry("映像.mp4", "film"), entry("b", "")));
    expect(read?.map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)])).toEqual([
      ["映像.mp4", "film"],
      ["b", ""],
    ]);
  });

  it.each([
    ["cut short", (whole: Uint8Array<ArrayBuffer>) => whole.subarray(0, 600)],
    ["without an end", (whole: Uint8Array<ArrayBuffer>) => whole.subarray(0, 1024)],
    ["with a size beyond itself", (whole: Uint8Array<ArrayBuffer>) => (whole.fill(0x37, 124, 125), whole)],
    ["of nothing", () => new Uint8Array()],
  ])("%s is refused", (_, change) => {
    expect(entriesOf(change(archive(entry("a", "film"))))).toBeNull();
  });
});

it("the list of hashes is read by name", () => {
  const hash = "ab".repeat(32);
  expect([...sumsOf(`${hash}  a b.mp4\n${hash} *c\nno hash  d\n`)]).toEqual([
    ["a b.mp4", hash],
    ["c", hash],
  ]);
});
