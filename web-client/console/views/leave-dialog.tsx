// Signing out with reports in one's hands: they go to somebody first (VR-1).
import { useEffect, useState } from "preact/hooks";
import type { AccountId } from "../../shared/protocol.ts";
import { ProblemNote } from "../../ui/problem.tsx";
import { me } from "../../ui/session.ts";
import { leave, takeReport } from "../actions.ts";
import { api } from "../api.ts";
import { ownReports } from "../desk.ts";
import { texts } from "../i18n/texts.ts";
import { store } from "../state.ts";
import { Colleagues } from "./colleagues.tsx";
import { closeDialog, Dialog } from "./dialog.tsx";
import { StateChip } from "./state-chip.tsx";
import { useAct } from "./use-act.ts";

export function LeaveDialog() {
  const t = texts.value.desk;
  const own = ownReports(store.value, me.value);
  const [to, setTo] = useState<AccountId | null>(null);
  const act = useAct();
  useEffect(() => {
    if (own.length > 0) return;
    closeDialog();
    void leave();
  }, [own.length]);
  const offerAll = async () => {
    if (to === null) return;
    for (const report of own) takeReport(await api.offer(report.id, to));
  };
  const isOffered = own.length > 0 && own.every((report) => report.offer);
  return (
    <Dialog title={t.leave.title} testid="leave-dialog">
      <div class="dialog-body">
        <p>{t.leave.lead}</p>
        <ul class="leave-reports">
          {own.map((report) => (
            <li key={report.id}>
              <strong>{report.number}</strong> <StateChip state={report.state} />{" "}
              {report.offer && <span>{t.handOver.offered(report.offer.to.name)}</span>}
            </li>
          ))}
        </ul>
        <Colleagues chosen={to} onChoose={setTo} />
        {isOffered && (
          <p role="status" class="note" data-testid="leave-waiting">
            {t.leave.waiting}
          </p>
        )}
        <ProblemNote problem={act.problem} />
        <p class="quiet">{t.leave.anywayHint}</p>
      </div>
      <footer class="dialog-foot">
        <button
          type="button"
          class="button button-danger-quiet"
          data-testid="leave-anyway"
          onClick={() => {
            closeDialog();
            void leave();
          }}
        >
          {t.leave.anyway}
        </button>
        <button type="button" class="button" onClick={closeDialog}>
          {t.leave.stay}
        </button>
        <button
          type="button"
          class="button button-primary"
          data-testid="leave-offer-all"
          aria-busy={act.busy}
          disabled={to === null}
          onClick={() => act.run(offerAll)}
        >
          {t.leave.offerAll}
        </button>
      </footer>
    </Dialog>
  );
}
