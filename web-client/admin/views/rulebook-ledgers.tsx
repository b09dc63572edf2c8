// The ledgers of a document, with what each entry in them needs.
import type { LedgerAct, RulebookView } from "../../shared/protocol.ts";
import { say } from "../../ui/say.ts";
import { texts } from "../i18n/texts.ts";
import { Table, type Column } from "./table.tsx";
import { Clause } from "./words.tsx";

export function RulebookLedgers({ book }: { book: RulebookView }) {
  const t = texts.value;
  if (book.ledgers.length === 0) return <p class="empty">{t.rulebook.noLedgers}</p>;
  const columns: Column<LedgerAct>[] = [
    { head: t.registers.act, cell: (act) => say(act.label) },
    {
      head: t.rulebook.needs,
      cell: (act) => (
        <>
          {t.list(act.needs.map(t.registers.need)) || "—"}
          {act.methods.length > 0 && (
            <span class="row-note">{t.list(act.methods.map((method) => say(method.label)))}</span>
          )}
        </>
      ),
    },
    { head: t.trail.clause, cell: (act) => <Clause of={act.clause} /> },
  ];
  return (
    <>
      {book.ledgers.map((ledger) => (
        <section key={ledger.code} class="part">
          <h2>
            {say(ledger.label)} <Clause of={ledger.clause} />
          </h2>
          <Table columns={columns} rows={ledger.acts} />
        </section>
      ))}
    </>
  );
}
