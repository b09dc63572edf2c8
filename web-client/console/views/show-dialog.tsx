// Showing a live report to officers in the field: to all who send now, or to some of them.
import { useState } from "preact/hooks";
import type { ReportId } from "../../shared/protocol.ts";
import { ProblemNote } from "../../ui/problem.tsx";
import { takeReport } from "../actions.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { officersIn } from "../officers.ts";
import { store } from "../state.ts";
import { findReport } from "../store.ts";
import { closeDialog, Dialog } from "./dialog.tsx";
import { useAct } from "./use-act.ts";

export function ShowDialog({ report }: { report: ReportId }) {
  const t = texts.value.staff;
  const shown = findReport(store.value, report)?.shown_to;
  const [all, setAll] = useState(shown?.all ?? true);
  const [chosen, setChosen] = useState<readonly ReportId[]>(shown?.sessions ?? []);
  const act = useAct();
  const officers = officersIn(store.value.reports).filter((officer) => officer.report !== report);
  const submit = (event: Event) => {
    event.preventDefault();
    const here = chosen.filter((one) => officers.some((officer) => officer.report === one));
    act.run(async () => {
      takeReport(await api.showToOfficers(report, { all, sessions: all ? [] : here }));
      closeDialog();
    });
  };
  const toggle = (one: ReportId, on: boolean) =>
    setChosen(on ? [...chosen, one] : chosen.filter((other) => other !== one));
  return (
    <Dialog title={t.showTitle} testid="show-dialog">
      <form onSubmit={submit} noValidate>
        <div class="dialog-body">
          <p>{t.showLead}</p>
          <fieldset class="group">
            <legend class="visually-hidden">{t.showTitle}</legend>
            <label class="check">
              <input type="radio" name="show" data-testid="show-all" checked={all} onChange={() => setAll(true)} />
              <span>{t.all}</span>
            </label>
            <label class="check">
              <input type="radio" name="show" data-testid="show-chosen" checked={!all} onChange={() => setAll(false)} />
              <span>{t.chosen}</span>
            </label>
          </fieldset>
          {officers.length === 0 ? (
            <p class="note">{t.nobody}</p>
          ) : (
            !all && (
              <fieldset class="group">
                <legend>{t.chosen}</legend>
                {officers.map(({ report: own, staff }) => (
                  <label key={own} class="check">
                    <input
                      type="checkbox"
                      data-testid="show-officer"
                      checked={chosen.includes(own)}
                      onChange={(event) => toggle(own, event.currentTarget.checked)}
                    />
                    <span>{t.of(staff.name, staff.unit)}</span>
                  </label>
                ))}
              </fieldset>
            )
          )}
          <ProblemNote problem={act.problem} />
        </div>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={closeDialog}>
            {texts.value.common.cancel}
          </button>
          <button class="button button-primary" data-testid="show-submit" aria-busy={act.busy}>
            {t.submit}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
