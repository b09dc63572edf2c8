// What the whole page shares, as signals.
import { computed, signal } from "@preact/signals";
import type { FieldValue, RulebookHead } from "../shared/protocol.ts";
import { Drafts } from "./form/drafts.ts";
import { parse, type Route } from "./route.ts";

export const route = signal<Route>(parse(location.hash));

/** Every version of every document that the person may see. */
export const rulebooks = signal<readonly RulebookHead[]>([]);

export const inForce = computed(() => rulebooks.value.filter((head) => head.in_force));

/** Said once to screen readers after something was stored. */
export const said = signal("");

export const drafts = new Drafts(storage());

function storage(): Storage | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

export interface Proposal {
  document: string;
  workflow: string;
  values: Readonly<Record<string, FieldValue>>;
  /** What people read for the ids among them. */
  names: Readonly<Record<string, string>>;
}

/** What another screen proposes for the case that is begun next. */
export const proposal = signal<Proposal | null>(null);
