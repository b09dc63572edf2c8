import type { FromCaller, Message, MessageBody } from "../../shared/protocol";
import { MESSAGES_MAX, TEXTS_WAITING_MAX, WORDS_MAX } from "./limits";

export interface Line {
  key: string;
  author: "operator" | "caller";
  body: MessageBody;
  atMs: number;
  unsent: boolean;
}

/** The texts of both sides. What the caller wrote stays until signaling has it. */
export class Conversation {
  lines: Line[] = [];
  /** The operator's newest message, until it was put away. */
  newest: Line | null = null;

  /** After a welcome: all said so far; answers which of the operator's were not confirmed. */
  restore(messages: readonly Message[]): string[] {
    const unsent = this.lines.filter(({ unsent }) => unsent);
    this.lines = [...messages.slice(-MESSAGES_MAX).map(lineOf), ...unsent];
    const fresh = messages.filter(
      ({ author, delivered_ms }) => author === "operator" && delivered_ms === undefined,
    );
    const latest = fresh[fresh.length - 1];
    if (latest) this.newest = lineOf(latest);
    return fresh.map(({ id }) => id);
  }

  hear(id: string, atMs: number, body: MessageBody): void {
    if (this.lines.some(({ key }) => key === id)) return;
    this.newest = { key: id, author: "operator", body, atMs, unsent: false };
    this.lines = [...this.lines.slice(1 - MESSAGES_MAX), this.newest];
  }

  /** A new text of the caller, to be sent now and again until it is received. */
  write(words: string, key: string, nowMs: number): FromCaller | null {
    const trimmed = Array.from(words.trim()).slice(0, WORDS_MAX).join("");
    if (trimmed === "" || this.unsent().length >= TEXTS_WAITING_MAX) return null;
    this.lines = [
      ...this.lines,
      { key, author: "caller", body: { kind: "words", words: trimmed }, atMs: nowMs, unsent: true },
    ];
    return { type: "say", client_key: key, words: trimmed };
  }

  received(key: string): void {
    this.lines = this.lines.map((line) => (line.key === key ? { ...line, unsent: false } : line));
  }

  unsent(): FromCaller[] {
    return this.lines
      .filter(({ unsent }) => unsent)
      .map(({ key, body }) => ({
        type: "say",
        client_key: key,
        words: body.kind === "words" ? body.words : "",
      }));
  }
}

function lineOf({ id, author, at_ms, body }: Message): Line {
  return { key: id, author, body, atMs: at_ms, unsent: false };
}
