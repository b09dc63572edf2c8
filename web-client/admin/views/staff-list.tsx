// A staff list as CSV: first looked at, line by line, then entered exactly as it was looked at.
import { useState } from "preact/hooks";
import type { StaffPreview, StaffRow } from "../../shared/protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { go, tell } from "../actions.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { useSending } from "../load.ts";
import { href } from "../route.ts";
import { say } from "../../ui/say.ts";
import { UnitName } from "../../ui/unit-name.tsx";
import { Page } from "./page.tsx";
import { useSome } from "./some-rows.tsx";
import { Chip, Clause, DaySpan } from "./words.tsx";

/** The heading that the server reads. */
const COLUMNS = "user_id,name,unit,post,from,to";

export function StaffList() {
  const t = texts.value;
  const [text, setText] = useState("");
  const [preview, setPreview] = useState<StaffPreview | null>(null);
  const { problem, busy, send, forgive } = useSending();
  const change = (csv: string) => {
    setText(csv);
    // What is entered is what was looked at: another text needs another look.
    setPreview(null);
    forgive();
  };
  const choose = async (file: File | undefined) => {
    if (file) change(await file.text());
  };
  const look = (event: Event) => {
    event.preventDefault();
    send(() => api.previewStaff(text), setPreview);
  };
  return (
    <Page
      title={t.appoint.staffList}
      above={<a href={href({ at: "appoint" })}>{t.screens.appoint}</a>}
      testid="staff-list"
    >
      <p class="page-lead">
        {t.appoint.staffLead} <code>{COLUMNS}</code>
      </p>
      <form class="form" onSubmit={look} noValidate>
        <label class="field">
          <span class="field-label">{t.appoint.csvFile}</span>
          <input
            type="file"
            accept=".csv,text/csv"
            data-testid="staff-file"
            onChange={(event) => void choose(event.currentTarget.files?.[0])}
          />
        </label>
        <label class="field">
          <span class="field-label">{t.appoint.csvText}</span>
          <textarea
            class="csv"
            rows={6}
            spellcheck={false}
            data-testid="staff-text"
            value={text}
            onInput={(event) => change(event.currentTarget.value)}
          />
        </label>
        <ProblemNote problem={problem} />
        <footer class="form-foot">
          <button class="button button-primary" aria-busy={busy} data-testid="staff-preview">
            {t.appoint.preview}
          </button>
        </footer>
      </form>
      {preview && <Preview preview={preview} />}
    </Page>
  );
}

function Preview({ preview }: { preview: StaffPreview }) {
  const t = texts.value;
  const { problem, busy, send } = useSending();
  const flawed = preview.rows.filter((row) => row.flaws.length > 0).length;
  const good = preview.rows.length - flawed;
  const token = preview.token;
  // What is wrong comes first: it is what somebody has to look at.
  const { rows, more } = useSome(
    [...preview.rows].sort((a, b) => Math.sign(b.flaws.length) - Math.sign(a.flaws.length)),
  );
  return (
    <section class="part" aria-labelledby="preview">
      <h2 id="preview">{t.appoint.previewTitle}</h2>
      <p role="status" data-testid="staff-outcome">
        {t.appoint.previewed(good, flawed)}
      </p>
      <div class="table-scroll">
        <table class="table table-cards">
          <thead>
            <tr>
              <th scope="col">{t.appoint.line}</th>
              <th scope="col">{t.appoint.outcome}</th>
              <th scope="col">{t.appoint.person}</th>
              <th scope="col">{t.appoint.post}</th>
              <th scope="col">{t.appoint.period}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <PreviewRow key={row.line} row={row} />
            ))}
          </tbody>
        </table>
        {more}
      </div>
      <ProblemNote problem={problem} />
      {token === undefined ? (
        <p class="note note-warning">
          <Icon name="alert" />
          <span>{t.appoint.nothingToApply}</span>
        </p>
      ) : (
        <footer class="form-foot">
          <button
            type="button"
            class="button button-primary"
            aria-busy={busy}
            data-testid="staff-apply"
            onClick={() =>
              send(
                () => api.applyStaff(token),
                ({ entered }) => {
                  tell(t.appoint.entered(entered));
                  go({ at: "appoint" });
                },
              )
            }
          >
            {t.appoint.apply(good)}
          </button>
        </footer>
      )}
    </section>
  );
}

function PreviewRow({ row }: { row: StaffRow }) {
  const t = texts.value;
  const { change } = row;
  return (
    <tr data-testid="staff-row" data-good={row.flaws.length === 0}>
      <td data-label={t.appoint.line}>{row.line}</td>
      <td data-label={t.appoint.outcome}>
        {row.flaws.length === 0 ? (
          <Chip tone="good" icon="plus">
            {t.appoint.willEnter}
          </Chip>
        ) : (
          <ul class="flaws">
            {row.flaws.map((flaw, nth) => (
              <li key={nth}>
                <Icon name="alert" small />
                {say(flaw)}
              </li>
            ))}
          </ul>
        )}
      </td>
      <td data-label={t.appoint.person}>
        {change && (
          <>
            {change.name} <span class="quiet">{change.user_id}</span>
          </>
        )}
      </td>
      <td data-label={t.appoint.post}>
        {change && (
          <>
            {say(change.label)}
            <span class="row-note">
              <UnitName of={change.unit_name} /> <Clause of={change.clause} />
            </span>
          </>
        )}
      </td>
      <td data-label={t.appoint.period}>
        {change && (
          <DaySpan from={change.from} to={change.to} open={t.appoint.openEnd} />
        )}
      </td>
    </tr>
  );
}
