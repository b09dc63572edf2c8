// The link went to the wrong destination: destroyed at once (VR-4.3.3).
import { useState } from "preact/hooks";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { takeReport } from "../actions.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { INSTRUCTION_CHARACTERS_MAX } from "../limits.ts";
import { selected } from "../state.ts";
import { closeDialog, Dialog } from "./dialog.tsx";
import { useAct } from "./use-act.ts";

export function MisSendDialog() {
  const t = texts.value.desk.misSend;
  const [noticed, setNoticed] = useState("");
  const act = useAct();
  const submit = (event: Event) => {
    event.preventDefault();
    const report = selected.value;
    if (report === null) return;
    act.run(async () => {
      takeReport(await api.misSend(report, { noticed }));
      closeDialog();
    });
  };
  return (
    <Dialog title={t.title} testid="mis-send-dialog">
      <form onSubmit={submit} noValidate>
        <div class="dialog-body">
          <p class="note note-warning">
            <Icon name="alert" />
            <span>{t.lead}</span>
          </p>
          <label class="field">
            <span class="field-label">{t.noticed}</span>
            <textarea
              rows={2}
              value={noticed}
              maxLength={INSTRUCTION_CHARACTERS_MAX}
              data-testid="mis-send-noticed"
              aria-invalid={act.problem?.field === "noticed"}
              aria-describedby="mis-send-problem"
              autofocus
              onInput={(event) => setNoticed(event.currentTarget.value)}
            />
          </label>
          <ProblemNote problem={act.problem} id="mis-send-problem" />
        </div>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={closeDialog}>
            {texts.value.common.cancel}
          </button>
          <button class="button button-danger" data-testid="mis-send-submit" aria-busy={act.busy}>
            <Icon name="stop" />
            {t.submit}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
