// Cases within one's scope, by page.
import { useState } from "preact/hooks";
import type { CaseLine } from "../../shared/protocol.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { useLoaded } from "../load.ts";
import { href } from "../route.ts";
import { say } from "../../ui/say.ts";
import { UnitName } from "../../ui/unit-name.tsx";
import { ownDocuments } from "../documents.ts";
import { DocumentChip } from "./document-chip.tsx";
import { DueAt } from "./due.tsx";
import { Shown } from "./loaded.tsx";
import { Page, PrintButton } from "./page.tsx";
import { Chip, Moment } from "./words.tsx";

export function Cases() {
  const t = texts.value;
  const [document, setDocument] = useState("");
  const [openOnly, setOpenOnly] = useState(true);
  const [pages, setPages] = useState<(string | undefined)[]>([undefined]);
  const before = pages.at(-1);
  const loaded = useLoaded(
    () =>
      api.cases({
        document,
        ...(openOnly ? { open: true } : {}),
        ...(before === undefined ? {} : { before }),
      }),
    [document, openOnly, before],
  );
  const restart = () => setPages([undefined]);
  return (
    <Page
      title={t.cases.all}
      above={<a href={href({ at: "new" })}>{t.screens.new}</a>}
      testid="cases"
      tools={<PrintButton />}
    >
      <div class="filters">
        <label class="field">
          <span class="field-label">{t.cases.document}</span>
          <select
            data-testid="cases-document"
            value={document}
            onChange={(event) => {
              setDocument(event.currentTarget.value);
              restart();
            }}
          >
            <option value="">{t.cases.everyDocument}</option>
            {ownDocuments.value.map((head) => (
              <option key={head.document} value={head.document}>
                {say(head.short)}
              </option>
            ))}
          </select>
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={openOnly}
            onChange={(event) => {
              setOpenOnly(event.currentTarget.checked);
              restart();
            }}
          />
          <span>{t.cases.openOnly}</span>
        </label>
      </div>
      <Shown of={loaded}>
        {({ cases, before: next }) => (
          <>
            {cases.length === 0 ? <p class="empty">{t.cases.none}</p> : <CaseTable cases={cases} />}
            <nav class="pager" aria-label={t.pager.name}>
              {pages.length > 1 && (
                <button type="button" class="button" onClick={() => setPages(pages.slice(0, -1))}>
                  {t.pager.newer}
                </button>
              )}
              {next !== undefined && (
                <button type="button" class="button" onClick={() => setPages([...pages, next])}>
                  {t.pager.older}
                </button>
              )}
            </nav>
          </>
        )}
      </Shown>
    </Page>
  );
}

export function CaseTable({ cases }: { cases: readonly CaseLine[] }) {
  const t = texts.value;
  return (
    <div class="table-scroll">
      <table class="table table-cards">
        <thead>
          <tr>
            <th scope="col">{t.cases.number}</th>
            <th scope="col">{t.cases.kind}</th>
            <th scope="col">{t.cases.state}</th>
            <th scope="col">{t.deadline.due}</th>
            <th scope="col">{t.cases.opened}</th>
            <th scope="col">{t.cases.unit}</th>
          </tr>
        </thead>
        <tbody>
          {cases.map((line) => (
            <tr key={line.id} data-testid="case-line">
              <td data-label={t.cases.number}>
                <a href={href({ at: "case", id: line.id })}>{line.number}</a>
              </td>
              <td data-label={t.cases.kind}>
                {say(line.label)} <DocumentChip of={line.document} />
              </td>
              <td data-label={t.cases.state}>
                <Chip tone={line.closed ? "over" : "info"} icon={line.closed ? "check" : "document"}>
                  {say(line.state.label)}
                </Chip>
              </td>
              <td data-label={t.deadline.due}>
                {line.due === undefined ? (
                  "—"
                ) : (
                  <DueAt at={line.due} urgency={line.overdue ? "overdue" : "later"} />
                )}
              </td>
              <td data-label={t.cases.opened}>
                <Moment at={line.opened_at} />
                {line.opened_by && <span class="row-note">{line.opened_by.name}</span>}
              </td>
              <td data-label={t.cases.unit}><UnitName of={line.unit_name} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
