// Which officers see this report, and who of them watches now.
import { useEffect } from "preact/hooks";
import type { ReportDetail, ReportId, ShownTo } from "../../shared/protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { clockMinute } from "../../ui/time.ts";
import { refetchReport, takeReport } from "../actions.ts";
import { api } from "../api.ts";
import { isOver } from "../funnel.ts";
import { texts } from "../i18n/texts.ts";
import { officersIn, watchingOfficers } from "../officers.ts";
import { dialog, store } from "../state.ts";
import { useAct } from "./use-act.ts";

export function ShownPanel({ detail }: { detail: ReportDetail }) {
  const { report } = detail;
  const shown = report.shown_to;
  const viewers = report.statistics?.viewers ?? 0;
  // Who watches stands in the detail, which is fetched anew when their number changes.
  useEffect(() => {
    if (shown) void refetchReport(report.id);
  }, [viewers, shown === undefined]);
  if (isOver(report) || !shown) return null;
  return <Shown detail={detail} shown={shown} />;
}

/** Begins it; what is shown already has its panel. */
export function ShowButton({ report }: { report: ReportId }) {
  return (
    <button
      type="button"
      class="button"
      data-testid="show-officers"
      onClick={() => (dialog.value = { kind: "show", report })}
    >
      <Icon name="shield" small />
      {texts.value.staff.show}
    </button>
  );
}

function Shown({ detail, shown }: { detail: ReportDetail; shown: ShownTo }) {
  const t = texts.value.staff;
  const act = useAct();
  const { report } = detail;
  const chosen = officersIn(store.value.reports)
    .filter((officer) => shown.sessions.includes(officer.report))
    .map(({ staff }) => staff.name);
  const watching = watchingOfficers(detail);
  return (
    <div class="shown-panel" data-testid="shown-panel">
      <p>
        <Icon name="shield" small />
        <strong>{shown.all ? t.shownAll : t.shownTo(chosen.join("・"))}</strong>{" "}
        <span class="quiet">{t.by(shown.by.name, clockMinute(shown.at_ms))}</span>
      </p>
      <p role="status" data-testid="officers-watching" data-count={watching.length}>
        {watching.length > 0 ? t.watching(watching.join("・")) : t.notWatching}
      </p>
      <button
        type="button"
        class="button"
        onClick={() => (dialog.value = { kind: "show", report: report.id })}
      >
        {t.change}
      </button>
      <button
        type="button"
        class="button button-danger-quiet"
        data-testid="show-take-back"
        aria-busy={act.busy}
        onClick={() => act.run(async () => takeReport(await api.hideFromOfficers(report.id)))}
      >
        {t.takeBack}
      </button>
      <ProblemNote problem={act.problem} />
    </div>
  );
}
