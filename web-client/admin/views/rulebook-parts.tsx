// Forms, posts, deadlines and ledgers of a document as tables.
import type { FormView, RulebookView } from "../../shared/protocol.ts";
import { say } from "../../ui/say.ts";
import { texts } from "../i18n/texts.ts";
import { Clause } from "./words.tsx";

interface Props {
  book: RulebookView;
}

export function Forms({ book }: Props) {
  const t = texts.value;
  if (book.forms.length === 0) return <p class="empty">{t.rulebook.noForms}</p>;
  return (
    <>
      {book.forms.map((form) => (
        <Form key={form.code} form={form} />
      ))}
    </>
  );
}

function Form({ form }: { form: FormView }) {
  const t = texts.value;
  return (
    <section class="part">
      <h2>
        {say(form.label)} <Clause of={form.clause} />
      </h2>
      <div class="table-scroll">
        <table class="table table-cards">
          <thead>
            <tr>
              <th scope="col">{t.rulebook.field}</th>
              <th scope="col">{t.rulebook.fieldKind}</th>
              <th scope="col">{t.rulebook.choices}</th>
              <th scope="col">{t.trail.clause}</th>
            </tr>
          </thead>
          <tbody>
            {form.fields.map((field) => (
              <tr key={field.code}>
                <td data-label={t.rulebook.field}>
                  {say(field.label)}
                  <span class="row-note">
                    {field.required ? t.form.required : t.form.optional}
                    {field.personal && t.aside(t.form.personalShort)}
                  </span>
                </td>
                <td data-label={t.rulebook.fieldKind}>{t.rulebook.fieldKinds[field.kind]}</td>
                <td data-label={t.rulebook.choices}>
                  {t.list(field.options.map((option) => say(option.label))) || "—"}
                </td>
                <td data-label={t.trail.clause}>
                  <Clause of={field.clause} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

export function Posts({ book }: Props) {
  const t = texts.value;
  const post = (code: string) => {
    const found = book.posts.find((other) => other.code === code);
    return found ? say(found.label) : code;
  };
  const terminal = (code: string) => {
    const found = book.terminals.find((other) => other.code === code);
    return found ? say(found.label) : code;
  };
  return (
    <>
      <section class="part">
        <h2>{t.rulebook.part.posts}</h2>
        <div class="table-scroll">
          <table class="table table-cards">
            <thead>
              <tr>
                <th scope="col">{t.appoint.post}</th>
                <th scope="col">{t.rulebook.postUnits}</th>
                <th scope="col">{t.rulebook.postTerminals}</th>
                <th scope="col">{t.rulebook.superior}</th>
                <th scope="col">{t.trail.clause}</th>
              </tr>
            </thead>
            <tbody>
              {book.posts.map((kind) => (
                <tr key={kind.code}>
                  <td data-label={t.appoint.post}>
                    {say(kind.label)}
                    {kind.single && <span class="row-note">{t.rulebook.single}</span>}
                  </td>
                  <td data-label={t.rulebook.postUnits}>
                    {t.list(kind.units.map(t.unitKind))}
                  </td>
                  <td data-label={t.rulebook.postTerminals}>
                    {t.list(kind.terminals.map(terminal)) || "—"}
                  </td>
                  <td data-label={t.rulebook.superior}>
                    {kind.superior ? post(kind.superior) : "—"}
                  </td>
                  <td data-label={t.trail.clause}>
                    <Clause of={kind.clause} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      <section class="part">
        <h2>{t.rulebook.matrix}</h2>
        <div class="table-scroll">
          <table class="table table-cards" data-testid="matrix">
            <thead>
              <tr>
                <th scope="col">{t.rulebook.grantor}</th>
                <th scope="col">{t.rulebook.grantees}</th>
                <th scope="col">{t.rulebook.grantActs}</th>
                <th scope="col">{t.rulebook.scope}</th>
                <th scope="col">{t.trail.clause}</th>
              </tr>
            </thead>
            <tbody>
              {book.appointments.map((row, nth) => (
                <tr key={nth}>
                  <td data-label={t.rulebook.grantor}>{post(row.grantor)}</td>
                  <td data-label={t.rulebook.grantees}>{t.list(row.grantees.map(post))}</td>
                  <td data-label={t.rulebook.grantActs}>
                    {t.list(row.acts.map(t.appoint.grantAct))}
                  </td>
                  <td data-label={t.rulebook.scope}>{t.appoint.scope(row.scope)}</td>
                  <td data-label={t.trail.clause}>
                    <Clause of={row.clause} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
    </>
  );
}

export function DeadlineKinds({ book }: Props) {
  const t = texts.value;
  if (book.deadlines.length === 0) return <p class="empty">{t.rulebook.noDeadlines}</p>;
  return (
    <div class="table-scroll">
      <table class="table table-cards">
        <thead>
          <tr>
            <th scope="col">{t.deadline.duty}</th>
            <th scope="col">{t.deadline.rule}</th>
            <th scope="col">{t.rulebook.consequence}</th>
            <th scope="col">{t.rulebook.holder}</th>
            <th scope="col">{t.trail.clause}</th>
          </tr>
        </thead>
        <tbody>
          {book.deadlines.map((kind) => {
            const holder = book.posts.find((post) => post.code === kind.holder);
            return (
              <tr key={kind.code}>
                <td data-label={t.deadline.duty}>
                  {say(kind.label)}
                  {kind.repeats && <span class="row-note">{t.rulebook.repeats}</span>}
                </td>
                <td data-label={t.deadline.rule}>{say(kind.rule_words)}</td>
                <td data-label={t.rulebook.consequence}>{t.deadline.consequence(kind.consequence)}</td>
                <td data-label={t.rulebook.holder}>{holder ? say(holder.label) : "—"}</td>
                <td data-label={t.trail.clause}>
                  <Clause of={kind.clause} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

export function Ledgers({ book }: Props) {
  const t = texts.value;
  if (book.ledgers.length === 0) return <p class="empty">{t.rulebook.noLedgers}</p>;
  return (
    <>
      {book.ledgers.map((ledger) => (
        <section key={ledger.code} class="part">
          <h2>
            {say(ledger.label)} <Clause of={ledger.clause} />
          </h2>
          <div class="table-scroll">
            <table class="table table-cards">
              <thead>
                <tr>
                  <th scope="col">{t.registers.act}</th>
                  <th scope="col">{t.rulebook.needs}</th>
                  <th scope="col">{t.trail.clause}</th>
                </tr>
              </thead>
              <tbody>
                {ledger.acts.map((act, nth) => (
                  <tr key={nth}>
                    <td data-label={t.registers.act}>{say(act.label)}</td>
                    <td data-label={t.rulebook.needs}>
                      {t.list(act.needs.map(t.registers.need)) || "—"}
                      {act.methods.length > 0 && (
                        <span class="row-note">
                          {t.list(act.methods.map((method) => say(method.label)))}
                        </span>
                      )}
                    </td>
                    <td data-label={t.trail.clause}>
                      <Clause of={act.clause} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      ))}
    </>
  );
}
