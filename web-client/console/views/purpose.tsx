// What is asked before anything of an ended report is loaded.
import { useEffect, useState } from "preact/hooks";
import type { Problem, ReportView, ViewingTerms } from "../../shared/protocol.ts";
import { asProblem } from "../../ui/http.ts";
import { Icon } from "../../ui/icon.tsx";
import { language } from "../../ui/language.ts";
import { ProblemNote } from "../../ui/problem.tsx";
import { texts } from "../i18n/texts.ts";
import { loadTerms, openViewing, standing } from "../viewings.ts";
import { useAct } from "./use-act.ts";

export function Purpose({ report }: { report: ReportView }) {
  const [failed, setFailed] = useState<Problem | null>(null);
  const known = standing.value?.report === report.id ? standing.value.terms : null;
  useEffect(() => {
    loadTerms(report.id)
      .then(() => setFailed(null))
      .catch((error: unknown) => setFailed(asProblem(error)));
  }, [report.id, report.state]);
  return (
    <section class="stage purpose" aria-labelledby="purpose-title" data-testid="purpose">
      <h2 id="purpose-title">
        <Icon name="shield" />
        {texts.value.recording.purposeTitle}
      </h2>
      <ProblemNote problem={failed} />
      {known?.is_needed && <Asked report={report} terms={known} />}
    </section>
  );
}

function Asked({ report, terms }: { report: ReportView; terms: ViewingTerms }) {
  const t = texts.value.recording;
  const [purpose, setPurpose] = useState("");
  const [note, setNote] = useState("");
  const { busy, problem, run } = useAct();
  const submit = (event: Event) => {
    event.preventDefault();
    const body = { ...(purpose && { purpose }), ...(note.trim() && { note: note.trim() }) };
    run(() => openViewing(report.id, body));
  };
  return (
    <form class="purpose-form" onSubmit={submit} noValidate>
      <p>{t.purposeLead(terms.minutes)}</p>
      <label class="field">
        <span class="field-label">{t.purpose}</span>
        <select
          data-testid="purpose-choice"
          value={purpose}
          aria-invalid={problem?.field === "purpose"}
          aria-describedby="purpose-problem"
          onChange={(event) => setPurpose(event.currentTarget.value)}
        >
          <option value="">{t.choose}</option>
          {terms.purposes.map(({ code, label }) => (
            <option key={code} value={code}>
              {language.value === "ja" ? label.ja : label.en}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span class="field-label">{t.note}</span>
        <input
          data-testid="purpose-note"
          value={note}
          maxLength={terms.note_chars_max}
          autocomplete="off"
          aria-invalid={problem?.field === "note"}
          aria-describedby="purpose-hint purpose-problem"
          onInput={(event) => setNote(event.currentTarget.value)}
        />
        <span class="field-hint" id="purpose-hint">
          {t.noteHint}
        </span>
      </label>
      <ProblemNote problem={problem} id="purpose-problem" />
      <p class="purpose-foot">
        <button class="button button-primary" data-testid="purpose-open" aria-busy={busy}>
          <Icon name="film" />
          {t.open}
        </button>
        <span class="quiet">{t.trailHint}</span>
      </p>
    </form>
  );
}
