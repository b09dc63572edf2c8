// Which document something belongs to, for people who work by several.
import { say } from "../../ui/say.ts";
import { ownDocuments, showDocument, shownDocument } from "../documents.ts";
import { texts } from "../i18n/texts.ts";
import { inForce } from "../state.ts";

export function nameOfDocument(document: string): string {
  const head = inForce.value.find((other) => other.document === document);
  return head ? say(head.short) : document;
}

/** Nothing for people with one document: they need not be told. */
export function DocumentChip({ of }: { of: string }) {
  if (ownDocuments.value.length < 2 || of === "") return null;
  return (
    <span class="chip chip-document" data-testid="document-chip" data-document={of}>
      {nameOfDocument(of)}
    </span>
  );
}

interface Props {
  /** How many things of each document the list has. */
  counts?: Readonly<Record<string, number>>;
}

/** Shows what belongs to one document, or everything. */
export function DocumentFilter({ counts }: Props) {
  const t = texts.value;
  const documents = ownDocuments.value;
  if (documents.length < 2) return null;
  const button = (document: string, words: string) => (
    <button
      type="button"
      class={shownDocument.value === document ? "button button-chosen" : "button"}
      aria-pressed={shownDocument.value === document}
      data-testid={`show-${document || "all"}`}
      onClick={() => showDocument(document)}
    >
      {words}
      {counts && document !== "" && <span class="count">{counts[document] ?? 0}</span>}
    </button>
  );
  return (
    <div class="document-filter no-print" role="group" aria-label={t.documents.filter}>
      {button("", t.documents.all)}
      {documents.map((head) => (
        <span key={head.document}>{button(head.document, say(head.short))}</span>
      ))}
    </div>
  );
}
