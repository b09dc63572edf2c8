// Drafts of forms, so that a change of screen or a reload costs nobody a typed page. What is
// personal never goes into the browser's storage: it lives as long as the page.
import type { FieldView } from "../../shared/protocol.ts";
import { DRAFTS_MAX } from "../limits.ts";
import type { Typed } from "./values.ts";

const PREFIX = "genba-draft-";

interface Draft {
  at: number;
  typed: Typed;
}

/** The part of `sessionStorage` that drafts need. */
export interface Storage {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export class Drafts {
  private readonly memory = new Map<string, Typed>();

  constructor(private readonly storage: Storage | null) {}

  /** `name` is the owner's id, a slash, and which form it is. */
  read(name: string): Typed {
    const kept = this.stored(name)?.typed ?? {};
    return { ...kept, ...this.memory.get(name) };
  }

  write(name: string, fields: readonly FieldView[], typed: Typed, at: number): void {
    this.memory.set(name, typed);
    const personal = new Set(fields.filter((field) => field.personal).map((field) => field.code));
    const open = Object.entries(typed).filter(([code]) => !personal.has(code));
    this.attempt((storage) => {
      this.makeRoom(storage, name);
      const draft: Draft = { at, typed: Object.fromEntries(open) };
      storage.setItem(PREFIX + name, JSON.stringify(draft));
    });
  }

  drop(name: string): void {
    this.memory.delete(name);
    this.attempt((storage) => storage.removeItem(PREFIX + name));
  }

  /** At sign-out nothing of the person stays. */
  clear(): void {
    this.keepOnly(null);
  }

  /** Whoever signs in finds no draft of another person. */
  keepOnly(owner: string | null): void {
    const isOwn = (name: string) => owner !== null && name.startsWith(`${owner}/`);
    for (const name of [...this.memory.keys()]) if (!isOwn(name)) this.memory.delete(name);
    this.attempt((storage) => {
      const others = keysOf(storage).filter((key) => !isOwn(key.slice(PREFIX.length)));
      for (const key of others) storage.removeItem(key);
    });
  }

  private makeRoom(storage: Storage, name: string): void {
    const others = keysOf(storage).filter((key) => key !== PREFIX + name);
    const age = (key: string) => parse(storage.getItem(key))?.at ?? 0;
    others.sort((a, b) => age(a) - age(b));
    for (const key of others.slice(0, Math.max(0, others.length - DRAFTS_MAX + 1))) {
      storage.removeItem(key);
    }
  }

  private stored(name: string): Draft | null {
    try {
      return parse(this.storage?.getItem(PREFIX + name) ?? null);
    } catch {
      return null;
    }
  }

  /** A browser that keeps nothing loses drafts at a reload; the page works all the same. */
  private attempt(act: (storage: Storage) => void): void {
    if (this.storage === null) return;
    try {
      act(this.storage);
    } catch {
      // Full or forbidden.
    }
  }
}

function keysOf(storage: Storage): string[] {
  const keys: string[] = [];
  for (let nth = 0; nth < storage.length; nth += 1) {
    const key = storage.key(nth);
    if (key?.startsWith(PREFIX)) keys.push(key);
  }
  return keys;
}

function parse(text: string | null): Draft | null {
  if (text === null) return null;
  try {
    const draft = JSON.parse(text) as Partial<Draft> | null;
    const whole = typeof draft?.at === "number" && typeof draft.typed === "object";
    return whole && draft.typed !== null ? (draft as Draft) : null;
  } catch {
    return null;
  }
}
