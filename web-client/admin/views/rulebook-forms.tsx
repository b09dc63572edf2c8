// The forms of a document with their fields.
import type { FieldView, RulebookView } from "../../shared/protocol.ts";
import { say } from "../../ui/say.ts";
import { texts } from "../i18n/texts.ts";
import { Table, type Column } from "./table.tsx";
import { href } from "../route.ts";
import { Chip, Clause } from "./words.tsx";

export function RulebookForms({ book }: { book: RulebookView }) {
  const t = texts.value;
  if (book.forms.length === 0) return <p class="empty">{t.rulebook.noForms}</p>;
  const columns: Column<FieldView>[] = [
    {
      head: t.rulebook.field,
      cell: (field) => (
        <>
          {say(field.label)}
          <span class="row-note">
            {field.required ? t.form.required : t.form.optional}
            {field.personal && t.aside(t.form.personalShort)}
          </span>
        </>
      ),
    },
    { head: t.rulebook.fieldKind, cell: (field) => t.rulebook.fieldKinds[field.kind] },
    {
      head: t.rulebook.choices,
      cell: (field) => t.list(field.options.map((option) => say(option.label))) || "—",
    },
    { head: t.trail.clause, cell: (field) => <Clause of={field.clause} /> },
  ];
  return (
    <>
      {book.forms.map((form) => (
        <section key={form.code} class="part">
          <h2>
            {form.print?.number && `${say(form.print.number)} `}
            {say(form.label)} <Clause of={form.clause} />
          </h2>
          <p class="form-sheet">
            {form.print && !form.print.supplied && (
              <Chip tone="warning" icon="alert">
                {t.sheet.notSupplied}
              </Chip>
            )}
            <a
              class="no-print"
              href={href({ at: "blank_sheet", document: book.head.document, form: form.code })}
              data-testid={`blank-${form.code}`}
            >
              {t.sheet.blank}
            </a>
          </p>
          <Table columns={columns} rows={form.fields} />
        </section>
      ))}
    </>
  );
}
