import { useState } from "preact/hooks";
import type { AccountId } from "../../shared/protocol.ts";
import { ProblemNote } from "../../ui/problem.tsx";
import { takeReport } from "../actions.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { selected } from "../state.ts";
import { Colleagues } from "./colleagues.tsx";
import { closeDialog, Dialog } from "./dialog.tsx";
import { useAct } from "./use-act.ts";

export function HandOverDialog() {
  const t = texts.value.desk.handOver;
  const [to, setTo] = useState<AccountId | null>(null);
  const act = useAct();
  const submit = (event: Event) => {
    event.preventDefault();
    const report = selected.value;
    if (report === null || to === null) return;
    act.run(async () => {
      takeReport(await api.offer(report, to));
      closeDialog();
    });
  };
  return (
    <Dialog title={t.title} testid="hand-over-dialog">
      <form onSubmit={submit} noValidate>
        <div class="dialog-body">
          <p>{t.lead}</p>
          <Colleagues chosen={to} onChoose={setTo} />
          <ProblemNote problem={act.problem} />
        </div>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={closeDialog}>
            {texts.value.common.cancel}
          </button>
          <button
            class="button button-primary"
            data-testid="hand-over-submit"
            aria-busy={act.busy}
            disabled={to === null}
          >
            {t.submit}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
