import { expect, it } from "vitest";
import { complaintOf, flawOf } from "./complaint.ts";
import { CONTENT_CHARS_MAX, SENDER_CHARS_MAX } from "./limits.ts";

const long = (chars: number) => "𠮷".repeat(chars);

it("needs words, and no more than the server takes", () => {
  expect(flawOf({ content: " \n", sender: "" })).toEqual({ field: "content", kind: "empty" });
  expect(flawOf({ content: long(CONTENT_CHARS_MAX), sender: long(SENDER_CHARS_MAX) })).toBeNull();
  expect(flawOf({ content: long(CONTENT_CHARS_MAX + 1), sender: "" })?.field).toBe("content");
  expect(flawOf({ content: "a", sender: long(SENDER_CHARS_MAX + 1) })?.field).toBe("sender");
});

it("goes out without what was left empty", () => {
  expect(complaintOf({ content: " a\r\nb ", sender: "  " })).toEqual({ content: "a\nb" });
  expect(complaintOf({ content: "a", sender: " 山田 " })).toEqual({ content: "a", sender: "山田" });
});
