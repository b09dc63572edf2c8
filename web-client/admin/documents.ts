// The documents in which the person holds posts, and which of them the lists show.
import { computed, signal } from "@preact/signals";
import { me } from "../ui/session.ts";
import { inForce } from "./state.ts";

/** In the order of the rulebooks. */
export const ownDocuments = computed(() => {
  const own = new Set(me.value?.posts.map((post) => post.document));
  return inForce.value.filter((head) => own.has(head.document));
});

/** Lists show what belongs to this document; empty for all. */
const chosen = signal("");

/** A choice that is none of the person's is no choice. */
export const shownDocument = computed(() =>
  ownDocuments.value.some((head) => head.document === chosen.value) ? chosen.value : "",
);

export function showDocument(document: string): void {
  chosen.value = document;
}

/** Whether something of a document is among what is shown. */
export function isShown(document: string): boolean {
  return shownDocument.value === "" || shownDocument.value === document;
}
