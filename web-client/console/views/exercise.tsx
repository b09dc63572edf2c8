// What marks an exercise [訓練] at the desk, and the one press that makes it real (VR-10).
import type { ReportView } from "../../shared/protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { takeReport } from "../actions.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { useAct } from "./use-act.ts";

export function ExerciseChip({ report }: { report: ReportView }) {
  const t = texts.value.exercise;
  if (report.exercise === "no") return null;
  return (
    <span class="exercise-chip" data-testid="exercise-chip">
      {report.exercise === "yes" ? t.chip : t.becameReal}
    </span>
  );
}

/** Also after the end: what was real counts whenever it is noticed. */
export function ExerciseBand({ report }: { report: ReportView }) {
  const t = texts.value.exercise;
  const act = useAct();
  if (report.exercise !== "yes") return null;
  return (
    <section class="link-band exercise-band" aria-label={t.chip} data-testid="exercise-band">
      <p>
        <strong>{t.band}</strong> <span class="quiet">{t.realHint}</span>
      </p>
      <button
        type="button"
        class="button button-danger"
        data-testid="make-real"
        aria-busy={act.busy}
        onClick={() => act.run(async () => takeReport(await api.makeReal(report.id)))}
      >
        <Icon name="alert" />
        {t.makeReal}
      </button>
      <ProblemNote problem={act.problem} />
    </section>
  );
}
