// Passing a report to a neighbouring headquarters, where the rulebook allows it.
import { useEffect, useState } from "preact/hooks";
import type { Headquarters, Problem, ReportId, UnitId } from "../../shared/protocol.ts";
import { asProblem } from "../../ui/http.ts";
import { ProblemNote } from "../../ui/problem.tsx";
import { sayUnit } from "../../ui/unit-name.tsx";
import { takeReport } from "../actions.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { closeDialog, Dialog } from "./dialog.tsx";
import { useAct } from "./use-act.ts";

export function PassDialog({ report }: { report: ReportId }) {
  const t = texts.value.desk.pass;
  const [all, setAll] = useState<Headquarters[] | null>(null);
  const [refused, setRefused] = useState<Problem | null>(null);
  const [to, setTo] = useState<UnitId | "">("");
  const act = useAct();
  useEffect(() => {
    api.headquarters().then(setAll, (error: unknown) => setRefused(asProblem(error)));
  }, []);
  const submit = (event: Event) => {
    event.preventDefault();
    act.run(async () => {
      takeReport(await api.pass(report, to));
      closeDialog();
    });
  };
  const isOff = all?.length === 0;
  return (
    <Dialog title={t.title} testid="pass-dialog">
      <form onSubmit={submit} noValidate>
        <div class="dialog-body">
          <p>{isOff ? t.off : t.lead}</p>
          {all && !isOff && (
            <label class="field">
              <span class="field-label">{t.choose}</span>
              <select
                value={to}
                data-testid="pass-to"
                onChange={(event) => setTo(event.currentTarget.value)}
              >
                <option value="" />
                {all.map(({ unit, name }) => (
                  <option key={unit} value={unit}>
                    {sayUnit(name)}
                  </option>
                ))}
              </select>
            </label>
          )}
          <ProblemNote problem={refused ?? act.problem} />
        </div>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={closeDialog}>
            {texts.value.common.cancel}
          </button>
          {!isOff && (
            <button
              class="button button-primary"
              data-testid="pass-submit"
              aria-busy={act.busy}
              disabled={to === ""}
            >
              {t.submit}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  );
}
