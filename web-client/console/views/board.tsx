// The supervision board (VR-4.2.1): every report being received, with what was confirmed, who
// handles it, how long, and what the manager may do.
import { useState } from "preact/hooks";
import type { ReportView, StaffOnReport } from "../../shared/protocol.ts";
import { now_ms } from "../../ui/clock.ts";
import { Icon } from "../../ui/icon.tsx";
import { language } from "../../ui/language.ts";
import { openReport } from "../actions.ts";
import { attentionOf, boardRows, needsAttention, type Attention } from "../desk.ts";
import { isOver } from "../funnel.ts";
import { texts } from "../i18n/texts.ts";
import { REPORT_ID } from "../keys.ts";
import { dialog, store, type DirectionKind } from "../state.ts";
import { AttentionList } from "./attention.tsx";
import { ExerciseChip } from "./exercise.tsx";
import { Reported } from "./reported.tsx";
import { Reported as StaffReported, StaffMark } from "./staff-band.tsx";
import { StateChip } from "./state-chip.tsx";
import { Elapsed } from "./time-text.tsx";

type Filter = "all" | "attention";

export function Board() {
  const t = texts.value;
  const [filter, setFilter] = useState<Filter>("all");
  const all = boardRows(store.value, now_ms.value);
  const urgent = all.filter((report) => needsAttention(report, now_ms.value));
  const rows = filter === "all" ? all : urgent;
  return (
    <main class="board" id={REPORT_ID} tabIndex={-1} aria-labelledby="board-title">
      <header class="board-head">
        <h1 id="board-title">{t.desk.board.title}</h1>
        <p class="quiet">{t.desk.board.lead}</p>
        <fieldset class="segments">
          <legend class="visually-hidden">{t.desk.board.filter}</legend>
          <Choice
            name="all"
            filter={filter}
            onChoose={setFilter}
            words={t.desk.board.all(all.length)}
          />
          <Choice
            name="attention"
            filter={filter}
            onChoose={setFilter}
            words={t.desk.board.attention(urgent.length)}
          />
        </fieldset>
      </header>
      {rows.length === 0 && <p class="empty">{t.desk.board.none}</p>}
      {rows.length > 0 && <Table rows={rows} />}
      <p class="quiet board-keys">{t.desk.board.keys}</p>
    </main>
  );
}

interface ChoiceProps {
  name: Filter;
  filter: Filter;
  words: string;
  onChoose(name: Filter): void;
}

function Choice({ name, filter, words, onChoose }: ChoiceProps) {
  return (
    <label class="segment">
      <input
        type="radio"
        name="board-filter"
        checked={filter === name}
        onChange={() => onChoose(name)}
      />
      <span data-testid={`board-filter-${name}`}>{words}</span>
    </label>
  );
}

function Table({ rows }: { rows: ReportView[] }) {
  const { columns } = texts.value.desk.board;
  return (
    <div class="board-scroll" onKeyDown={moveBetweenRows}>
      <table>
        <thead>
          <tr>
            <th scope="col">{columns.report}</th>
            <th scope="col">{columns.confirmations}</th>
            <th scope="col">{columns.reported}</th>
            <th scope="col">{columns.handler}</th>
            <th scope="col">{columns.elapsed}</th>
            <th scope="col">{columns.attention}</th>
            <th scope="col">{columns.acts}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((report) => (
            <Row key={report.id} report={report} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ report }: { report: ReportView }) {
  const t = texts.value;
  const urgent = needsAttention(report, now_ms.value);
  return (
    <tr
      class={urgent ? "board-row board-urgent" : "board-row"}
      data-testid="board-row"
      data-report={report.id}
      data-state={report.state}
      onKeyDown={(event) => rowKey(event, report)}
    >
      <th scope="row">
        <button
          type="button"
          class="board-open"
          data-testid="board-open"
          aria-label={t.desk.board.openReport(report.number)}
          onClick={() => openReport(report.id)}
        >
          <strong>{report.number}</strong>
          <StateChip state={report.state} />
          <ExerciseChip report={report} />
          <span class="quiet board-place">{placeWords(report)}</span>
        </button>
      </th>
      <td>
        {report.staff ? <BoardStaff staff={report.staff} /> : <Confirmed report={report} />}
      </td>
      <td>
        {report.staff ? <StaffReported staff={report.staff} /> : <Reported report={report} manager />}
      </td>
      <td class="board-handler" data-testid="board-handler">{report.operator_name}</td>
      <td class="board-time">
        <Elapsed from_ms={report.created_ms} until_ms={report.ended_ms} />
      </td>
      <td>
        <AttentionList report={report} attention={besideReports(report)} />
      </td>
      <td>
        <Acts report={report} />
      </td>
    </tr>
  );
}

/** What the column of prior reports does not say already. */
function besideReports(report: ReportView): Attention[] {
  const said: readonly Attention[] = ["report_overdue", "report_missing", "unread"];
  return attentionOf(report, now_ms.value).filter((name) => !said.includes(name));
}

function placeWords(report: ReportView): string {
  const place = report.last_point?.municipality;
  if (!place) return report.note || report.destination_masked;
  return language.value === "ja" ? place.name_ja : place.name_en;
}

function BoardStaff({ staff }: { staff: StaffOnReport }) {
  const t = texts.value.staff;
  return (
    <>
      <StaffMark /> {t.of(staff.name, staff.unit)}
    </>
  );
}

function Confirmed({ report }: { report: ReportView }) {
  const t = texts.value.desk.board;
  const { confirmations } = report;
  return (
    <ul class="confirmed">
      {(["safety", "camera", "number"] as const).map((item) => (
        <li key={item} class={confirmations[item] ? "confirmed-yes" : "confirmed-no"}>
          <Icon name={confirmations[item] ? "check" : "alert"} small />
          {t.confirmed[item]}
          <span class="visually-hidden">{confirmations[item] ? t.yes : t.no}</span>
        </li>
      ))}
    </ul>
  );
}

function Acts({ report }: { report: ReportView }) {
  const t = texts.value.desk.acts;
  if (isOver(report)) return null;
  const ask = (what: DirectionKind) => () => (dialog.value = { kind: "direct", report: report.id, what });
  return (
    <div class="board-acts">
      <button
        type="button"
        class={report.held ? "button button-warning" : "button"}
        data-testid="board-hold"
        onClick={ask(report.held ? "release" : "hold")}
      >
        {report.held ? t.release : t.hold}
      </button>
      <button
        type="button"
        class="button button-danger-quiet"
        data-testid="board-stop"
        onClick={ask("stop")}
      >
        {t.stop}
      </button>
      <button
        type="button"
        class="button"
        data-testid="board-take-over"
        onClick={ask("take_over")}
      >
        {t.takeOver}
      </button>
      <button
        type="button"
        class="button"
        data-testid="board-instruct"
        onClick={ask("words")}
      >
        {t.instruct}
      </button>
    </div>
  );
}

const KEYS: Record<string, (report: ReportView) => DirectionKind> = {
  h: (report) => (report.held ? "release" : "hold"),
  x: () => "stop",
  t: () => "take_over",
  i: () => "words",
};

/** One letter on a row does what its buttons do. */
function rowKey(event: KeyboardEvent, report: ReportView): void {
  const what = KEYS[event.key.toLowerCase()];
  if (!what || event.ctrlKey || event.altKey || event.metaKey || isOver(report)) return;
  event.preventDefault();
  dialog.value = { kind: "direct", report: report.id, what: what(report) };
}

function moveBetweenRows(event: KeyboardEvent): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const rows = [
    ...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>(".board-open"),
  ];
  const row = (event.target as HTMLElement).closest("tr");
  const index = rows.findIndex((open) => open.closest("tr") === row);
  rows[index + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
  event.preventDefault();
}
