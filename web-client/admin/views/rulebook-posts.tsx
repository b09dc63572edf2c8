// The posts of a document, and who appoints whom.
import type { AppointmentRow, PostKindView, RulebookView } from "../../shared/protocol.ts";
import { say } from "../../ui/say.ts";
import { texts } from "../i18n/texts.ts";
import { Table, type Column } from "./table.tsx";
import { Clause } from "./words.tsx";

export function RulebookPosts({ book }: { book: RulebookView }) {
  const t = texts.value;
  const nameIn = (list: RulebookView["posts"] | RulebookView["terminals"]) => (code: string) => {
    const found = list.find((other) => other.code === code);
    return found ? say(found.label) : code;
  };
  const [post, terminal] = [nameIn(book.posts), nameIn(book.terminals)];
  const posts: Column<PostKindView>[] = [
    {
      head: t.appoint.post,
      cell: (kind) => (
        <>
          {say(kind.label)}
          {kind.single && <span class="row-note">{t.rulebook.single}</span>}
        </>
      ),
    },
    { head: t.rulebook.postUnits, cell: (kind) => t.list(kind.units.map(t.unitKind)) },
    { head: t.rulebook.postTerminals, cell: (kind) => t.list(kind.terminals.map(terminal)) || "—" },
    { head: t.rulebook.superior, cell: (kind) => (kind.superior ? post(kind.superior) : "—") },
    { head: t.trail.clause, cell: (kind) => <Clause of={kind.clause} /> },
  ];
  const matrix: Column<AppointmentRow>[] = [
    { head: t.rulebook.grantor, cell: (row) => post(row.grantor) },
    { head: t.rulebook.grantees, cell: (row) => t.list(row.grantees.map(post)) },
    { head: t.rulebook.grantActs, cell: (row) => t.list(row.acts.map(t.appoint.grantAct)) },
    { head: t.rulebook.scope, cell: (row) => t.appoint.scope(row.scope) },
    { head: t.trail.clause, cell: (row) => <Clause of={row.clause} /> },
  ];
  return (
    <>
      <section class="part">
        <h2>{t.rulebook.part.posts}</h2>
        <Table columns={posts} rows={book.posts} />
      </section>
      <section class="part">
        <h2>{t.rulebook.matrix}</h2>
        <Table columns={matrix} rows={book.appointments} testid="matrix" />
      </section>
    </>
  );
}
