// Call note, area of the number, stated place, what was noticed and what the operator found, side
// by side with picture and map (VR-4.3.1).
import type { CheckItem, CheckResult, Hint, ReportDetail, ReportView } from "../../shared/protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { language } from "../../ui/language.ts";
import { ProblemNote } from "../../ui/problem.tsx";
import { calendarDay, clockMinute } from "../../ui/time.ts";
import { takeReport } from "../actions.ts";
import { api } from "../api.ts";
import { isOver } from "../funnel.ts";
import { texts, type Texts } from "../i18n/texts.ts";
import { shownFile } from "../state.ts";
import { StatedPlace } from "./stated-place.tsx";
import { useAct } from "./use-act.ts";

const ITEMS: readonly CheckItem[] = ["place", "time", "content"];
const RESULTS: readonly CheckResult[] = ["consistent", "inconsistent", "unclear"];

export function Marks({ detail }: { detail: ReportDetail }) {
  const t = texts.value.desk.marks;
  const { report } = detail;
  const area = report.number_area;
  return (
    <section class="panel marks" aria-labelledby="marks-title" data-testid="marks">
      <h2 id="marks-title" class="panel-title">
        {t.title}
      </h2>
      <dl class="marks-facts">
        <div>
          <dt>{t.note}</dt>
          <dd>{report.note || <span class="quiet">{t.noNote}</span>}</dd>
        </div>
        <div>
          <dt>{t.area}</dt>
          <dd data-testid="number-area">
            {area ? (
              language.value === "ja" ? area.name_ja : area.name_en
            ) : (
              <span class="quiet">{t.noArea}</span>
            )}
          </dd>
        </div>
      </dl>
      <StatedPlace report={report} />
      <Hints report={report} />
      <Checklist report={report} />
    </section>
  );
}

function Hints({ report }: { report: ReportView }) {
  const t = texts.value;
  return (
    <div class="hints" role="status">
      <h3>{t.desk.marks.hints}</h3>
      {report.hints.length === 0 && <p class="quiet">{t.desk.marks.noHints}</p>}
      <ul>
        {report.hints.map((hint, index) => (
          <li key={index} class="hint" data-testid="hint" data-kind={hint.kind}>
            <Icon name="alert" small />
            {"file" in hint ? (
              <button
                type="button"
                class="hint-file"
                onClick={() => (shownFile.value = hint.file)}
              >
                {hintWords(t, hint)}
              </button>
            ) : (
              hintWords(t, hint)
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function hintWords(t: Texts, hint: Hint): string {
  const words = t.desk.marks.hint;
  switch (hint.kind) {
    case "position_far":
    case "picture_far":
      return words[hint.kind](kilometres(t, hint.distance_m));
    case "number_elsewhere":
      return words.number_elsewhere(
        language.value === "ja" ? hint.area.name_ja : hint.area.name_en,
      );
    case "picture_time":
      return words.picture_time(`${calendarDay(hint.taken_ms)} ${clockMinute(hint.taken_ms)}`);
  }
}

function kilometres(t: Texts, distance_m: number): string {
  const km = distance_m / 1000;
  return t.desk.marks.kilometres(km < 10 ? km.toFixed(1) : km.toFixed(0));
}

function Checklist({ report }: { report: ReportView }) {
  const t = texts.value.desk.marks;
  const act = useAct();
  const results = new Map(report.checks.map((check) => [check.item, check.result]));
  const choose = (item: CheckItem, result: CheckResult) =>
    act.run(async () => takeReport(await api.check(report.id, { item, result })));
  return (
    <div class="checklist">
      <h3>{t.checklist}</h3>
      {ITEMS.map((item) => (
        <fieldset key={item} class="segments" data-testid={`check-${item}`}>
          <legend>{t.items[item]}</legend>
          {RESULTS.map((result) => (
            <label key={result} class={`segment segment-${result}`}>
              <input
                type="radio"
                name={`check-${item}`}
                checked={results.get(item) === result}
                data-testid={`check-${item}-${result}`}
                disabled={isOver(report) && results.has(item)}
                onChange={() => choose(item, result)}
              />
              <span>{t.results[result]}</span>
            </label>
          ))}
        </fieldset>
      ))}
      <ProblemNote problem={act.problem} />
    </div>
  );
}
