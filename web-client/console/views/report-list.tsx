import type { ReportView } from "../../shared/protocol.ts";
import { selectNeighbour } from "../actions.ts";
import { isOver } from "../funnel.ts";
import { texts } from "../i18n/texts.ts";
import { dialog, listRefusal, selected, store } from "../state.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { ReportRow } from "./report-row.tsx";

export function ReportList() {
  const t = texts.value;
  const { reports } = store.value;
  const open = reports.filter((report) => !isOver(report));
  const over = reports.filter(isOver);
  return (
    <nav class="list" aria-label={t.list.title}>
      <div class="list-head">
        <button
          type="button"
          class="button button-primary button-request"
          data-testid="request-open"
          onClick={() => (dialog.value = { kind: "request" })}
        >
          <Icon name="plus" />
          {t.list.request}
          <kbd aria-hidden="true">N</kbd>
        </button>
      </div>
      <div class="list-scroll" onKeyDown={moveWithArrows}>
        <ProblemNote problem={listRefusal.value} />
        {reports.length === 0 && !listRefusal.value && <p class="empty">{t.list.none}</p>}
        <Group title={t.list.open} reports={open} />
        <Group title={t.list.over} reports={over} />
      </div>
    </nav>
  );
}

function Group({ title, reports }: { title: string; reports: readonly ReportView[] }) {
  if (reports.length === 0) return null;
  return (
    <section>
      <h2 class="list-title">
        {title} <span>{texts.value.list.count(reports.length)}</span>
      </h2>
      <ul>
        {reports.map((report) => (
          <ReportRow key={report.id} report={report} current={report.id === selected.value} />
        ))}
      </ul>
    </section>
  );
}

function moveWithArrows(event: KeyboardEvent): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  const list = event.currentTarget as HTMLElement;
  selectNeighbour(event.key === "ArrowDown" ? 1 : -1);
  requestAnimationFrame(() => list.querySelector<HTMLElement>("[aria-current='true']")?.focus());
}
