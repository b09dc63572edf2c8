// One press asks the caller's page for a still of full size.
import { useEffect, useState } from "preact/hooks";
import type { Problem, ReportDetail } from "../../shared/protocol.ts";
import { takeReport } from "../actions.ts";
import { asProblem } from "../../ui/http.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { STILL_WAIT_MS } from "../limits.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";

export function AskStill({ detail }: { detail: ReportDetail }) {
  const t = texts.value;
  const [problem, setProblem] = useState<Problem | null>(null);
  const [asked, setAsked] = useState(false);
  const stills = detail.files.filter((file) => file.kind === "still").length;
  useEffect(() => setAsked(false), [stills]);
  useEffect(() => {
    if (!asked) return;
    const timer = setTimeout(() => setAsked(false), STILL_WAIT_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  const ask = async () => {
    setAsked(true);
    try {
      takeReport(await api.askStill(detail.report.id));
      setProblem(null);
    } catch (error) {
      setAsked(false);
      setProblem(asProblem(error));
    }
  };
  return (
    <>
      <button
        type="button"
        class="button"
        data-testid="ask-still"
        aria-disabled={asked}
        onClick={() => asked || void ask()}
      >
        <Icon name={asked ? "wait" : "camera"} small />
        <span role="status">{asked ? t.ladder.asked : t.ladder.ask}</span>
      </button>
      <ProblemNote problem={problem} />
    </>
  );
}
