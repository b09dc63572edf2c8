// Prolonging a report, with a reason, and destroying a link, with a confirmation.
import { useState } from "preact/hooks";
import type { Problem, ReportView } from "../../shared/protocol.ts";
import { asProblem } from "../../ui/http.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { takeReport } from "../actions.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { selected } from "../state.ts";
import { closeDialog, Dialog } from "./dialog.tsx";

export function ProlongDialog() {
  const t = texts.value;
  const [reason, setReason] = useState("");
  const { problem, busy, submit } = useSubmit((id) => api.prolong(id, { reason }));
  return (
    <Dialog title={t.link.prolongTitle} testid="prolong-dialog">
      <form onSubmit={submit} noValidate>
        <div class="dialog-body">
          <p>{t.link.prolongLead}</p>
          <div class="field">
            <label class="field-label" for="prolong-reason">
              {t.link.prolongReason}
            </label>
            <input
              id="prolong-reason"
              data-testid="prolong-reason"
              autocomplete="off"
              autofocus
              aria-invalid={problem?.field === "reason"}
              aria-describedby="prolong-problem"
              value={reason}
              onInput={(event) => setReason(event.currentTarget.value)}
            />
          </div>
          <ProblemNote problem={problem} id="prolong-problem" />
        </div>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={closeDialog}>
            {t.common.cancel}
          </button>
          <button
            class="button button-primary"
            data-testid="prolong-confirm"
            aria-busy={busy}
          >
            {t.link.prolong}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

export function DestroyDialog() {
  const t = texts.value;
  const { problem, busy, submit } = useSubmit((id) => api.destroy(id));
  return (
    <Dialog title={t.link.destroyTitle} testid="destroy-dialog">
      <form onSubmit={submit}>
        <div class="dialog-body">
          <p>{t.link.destroyLead}</p>
          <ProblemNote problem={problem} />
        </div>
        <footer class="dialog-foot">
          <button type="button" class="button" autofocus onClick={closeDialog}>
            {t.common.cancel}
          </button>
          <button class="button button-danger" data-testid="destroy-confirm" aria-busy={busy}>
            <Icon name="stop" />
            {t.link.destroy}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

function useSubmit(work: (id: string) => Promise<ReportView>) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    const id = selected.value;
    if (busy || id === null) return;
    setBusy(true);
    try {
      takeReport(await work(id));
      closeDialog();
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  return { problem, busy, submit: (event: Event) => void submit(event) };
}
