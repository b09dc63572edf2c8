// What the manager directs, with words that the operator reads (VR-4.2.1).
import { useState } from "preact/hooks";
import type { EndReason, ReportId, ReportView } from "../../shared/protocol.ts";
import { ProblemNote } from "../../ui/problem.tsx";
import { takeReport } from "../actions.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { INSTRUCTION_CHARACTERS_MAX } from "../limits.ts";
import { findReport } from "../store.ts";
import { store, type DirectionKind } from "../state.ts";
import { closeDialog, Dialog } from "./dialog.tsx";
import { useAct } from "./use-act.ts";

/** Reasons for which the manager stops a report (VR-4.3.2). */
const REASONS: readonly EndReason[] = [
  "other_unsuitable",
  "improper_filming",
  "false_report",
  "finished",
  "technical",
];

interface Props {
  report: ReportId;
  what: DirectionKind;
}

export function DirectDialog({ report, what }: Props) {
  const t = texts.value.desk.direct;
  const shown = findReport(store.value, report);
  const [words, setWords] = useState("");
  const [reason, setReason] = useState<EndReason>("other_unsuitable");
  const act = useAct();
  const submit = (event: Event) => {
    event.preventDefault();
    act.run(async () => {
      takeReport(await send(report, what, words, reason));
      closeDialog();
    });
  };
  const needed = what === "words" || what === "stop";
  return (
    <Dialog title={`${shown?.number ?? ""} ${t.titles[what]}`} testid="direct-dialog">
      <form onSubmit={submit} noValidate>
        <div class="dialog-body">
          <p>{t.leads[what]}</p>
          {what === "stop" && <Reason reason={reason} onChoose={setReason} />}
          {needed && <Samples onChoose={setWords} />}
          <label class="field">
            <span class="field-label">
              {needed ? t.words : t.wordsOptional}
              {!needed && <span class="field-optional">{texts.value.common.optional}</span>}
            </span>
            <textarea
              rows={3}
              maxLength={INSTRUCTION_CHARACTERS_MAX}
              value={words}
              data-testid="direct-words"
              aria-invalid={act.problem?.field === "words"}
              aria-describedby="direct-problem"
              autofocus
              onInput={(event) => setWords(event.currentTarget.value)}
            />
          </label>
          <ProblemNote problem={act.problem} id="direct-problem" />
        </div>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={closeDialog}>
            {texts.value.common.cancel}
          </button>
          <button
            class={what === "stop" ? "button button-danger" : "button button-primary"}
            data-testid="direct-submit"
            aria-busy={act.busy}
          >
            {t.submit[what]}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

function send(
  id: ReportId,
  what: DirectionKind,
  words: string,
  reason: EndReason,
): Promise<ReportView> {
  switch (what) {
    case "hold":
      return api.hold(id, { words });
    case "release":
      return api.release(id, { words });
    case "take_over":
      return api.takeOver(id, { words });
    case "words":
      return api.instruct(id, { words });
    case "stop":
      return api.stop(id, { words, reason });
  }
}

function Samples({ onChoose }: { onChoose(words: string): void }) {
  const t = texts.value.desk.direct;
  return (
    <div class="phrases" role="group" aria-label={t.samplesLabel}>
      {t.samples.map((words) => (
        <button
          key={words}
          type="button"
          class="button button-phrase"
          data-testid="direct-sample"
          onClick={() => onChoose(words)}
        >
          {words}
        </button>
      ))}
    </div>
  );
}

interface ReasonProps {
  reason: EndReason;
  onChoose(reason: EndReason): void;
}

function Reason({ reason, onChoose }: ReasonProps) {
  const t = texts.value;
  return (
    <label class="field">
      <span class="field-label">{t.desk.direct.reason}</span>
      <select
        value={reason}
        data-testid="direct-reason"
        onChange={(event) =>
          onChoose(REASONS.find((name) => name === event.currentTarget.value) ?? "other_unsuitable")
        }
      >
        {REASONS.map((name) => (
          <option key={name} value={name}>
            {t.names.endReason[name]}
          </option>
        ))}
      </select>
    </label>
  );
}
