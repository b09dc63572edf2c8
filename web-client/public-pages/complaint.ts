// A complaint before it is sent. Touches nothing.
import type { Complaint } from "../shared/protocol.ts";
import { CONTENT_CHARS_MAX, SENDER_CHARS_MAX } from "./limits.ts";

export interface Typed {
  content: string;
  sender: string;
}

export type Flaw =
  | { field: "content"; kind: "empty" }
  | { field: keyof Typed; kind: "long"; max: number };

/** Characters as people count them. */
export function charsOf(text: string): number {
  return [...text].length;
}

export function flawOf(typed: Typed): Flaw | null {
  if (typed.content.trim() === "") return { field: "content", kind: "empty" };
  const bounds = { content: CONTENT_CHARS_MAX, sender: SENDER_CHARS_MAX } as const;
  for (const field of ["content", "sender"] as const) {
    if (charsOf(typed[field]) > bounds[field]) return { field, kind: "long", max: bounds[field] };
  }
  return null;
}

export function complaintOf(typed: Typed): Complaint {
  const sender = typed.sender.trim();
  const content = typed.content.replaceAll("\r\n", "\n").trim();
  return sender === "" ? { content } : { content, sender };
}
