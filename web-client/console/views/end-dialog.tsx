import { useState } from "preact/hooks";
import type { EndReason, Problem } from "../../shared/protocol.ts";
import { takeReport } from "../actions.ts";
import { asProblem } from "../../ui/http.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { selected } from "../state.ts";
import { closeDialog, Dialog } from "./dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";

/** The six reasons an operator may give (VR-4.3.2); the others come about by themselves. */
const REASONS: readonly EndReason[] = [
  "finished",
  "false_report",
  "improper_filming",
  "consent_withdrawn",
  "technical",
  "other_unsuitable",
];

export function EndDialog() {
  const t = texts.value;
  const [reason, setReason] = useState<EndReason | null>(null);
  const { problem, busy, end } = useEnd();
  const submit = (event: Event) => {
    event.preventDefault();
    void end(reason);
  };
  return (
    <Dialog title={t.end.title} testid="end-dialog">
      <form onSubmit={submit} noValidate>
        <div class="dialog-body">
          <p>{t.end.lead}</p>
          <ReasonField reason={reason} onChoose={setReason} />
          <ProblemNote problem={problem} id="end-problem" />
        </div>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={closeDialog}>
            {t.common.cancel}
          </button>
          <button
            class="button button-danger"
            data-testid="end-confirm"
            aria-busy={busy}
          >
            <Icon name="stop" />
            {t.end.confirm}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

interface ReasonProps {
  reason: EndReason | null;
  onChoose(reason: EndReason | null): void;
}

function ReasonField({ reason, onChoose }: ReasonProps) {
  const t = texts.value;
  return (
    <label class="field">
      <span class="field-label">{t.end.reason}</span>
      <select
        data-testid="end-reason"
        value={reason ?? ""}
        aria-describedby="end-problem"
        autofocus
        onChange={(event) =>
          onChoose(REASONS.find((name) => name === event.currentTarget.value) ?? null)
        }
      >
        <option value="">{t.end.choose}</option>
        {REASONS.map((name) => (
          <option key={name} value={name}>
            {t.names.endReason[name]}
          </option>
        ))}
      </select>
    </label>
  );
}

function useEnd() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const end = async (reason: EndReason | null) => {
    const id = selected.value;
    if (busy || id === null) return;
    setBusy(true);
    try {
      takeReport(await api.end(id, reason ? { reason } : {}));
      closeDialog();
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  return { problem, busy, end };
}
