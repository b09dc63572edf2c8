// The duties with a deadline that a document knows.
import type { DeadlineKindView, RulebookView } from "../../shared/protocol.ts";
import { say } from "../../ui/say.ts";
import { texts } from "../i18n/texts.ts";
import { Table, type Column } from "./table.tsx";
import { Clause } from "./words.tsx";

export function RulebookDeadlines({ book }: { book: RulebookView }) {
  const t = texts.value;
  if (book.deadlines.length === 0) return <p class="empty">{t.rulebook.noDeadlines}</p>;
  const holder = (code: string | undefined) => {
    const post = book.posts.find((other) => other.code === code);
    return post ? say(post.label) : "—";
  };
  const columns: Column<DeadlineKindView>[] = [
    {
      head: t.deadline.duty,
      cell: (kind) => (
        <>
          {say(kind.label)}
          {kind.repeats && <span class="row-note">{t.rulebook.repeats}</span>}
        </>
      ),
    },
    { head: t.deadline.rule, cell: (kind) => say(kind.rule_words) },
    { head: t.rulebook.consequence, cell: (kind) => t.deadline.consequence(kind.consequence) },
    { head: t.rulebook.holder, cell: (kind) => holder(kind.holder) },
    { head: t.trail.clause, cell: (kind) => <Clause of={kind.clause} /> },
  ];
  return <Table columns={columns} rows={book.deadlines} />;
}
