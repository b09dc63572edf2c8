// What the whole page shares, as signals.
import { computed, signal } from "@preact/signals";
import type { RulebookHead } from "../shared/protocol.ts";
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
