import { useState } from "preact/hooks";
import { clock, megabytes } from "../../phone/screens/figures";
import type { Flow } from "../flow";
import type { Model } from "./app";
import { focusOnce } from "./notice";
import { ReportForm } from "./report-form";

/** The end, and the report that is still owed while everything is fresh. */
export function Ended({ flow, model }: { flow: Flow & { at: "ended" }; model: Model }) {
  const { words, dispatch } = model;
  const t = words.ended;
  const [reporting, setReporting] = useState<string | null>(null);
  const [sent, setSent] = useState(false);
  const due = flow.opened.registration?.reports_due[0];
  if (reporting !== null) {
    return (
      <ReportForm
        after={reporting}
        model={model}
        onClose={() => setReporting(null)}
        onDone={() => {
          setReporting(null);
          setSent(true);
        }}
      />
    );
  }
  return (
    <div class="form">
      <h1 tabIndex={-1} ref={focusOnce}>
        {t.title}
      </h1>
      <p>{t.reasons[flow.reason] ?? t.other}</p>
      <dl class="figures">
        <div>
          <dt>{words.elapsed}</dt>
          <dd>{clock(flow.summary.elapsedMs)}</dd>
        </div>
        <div>
          <dt>{words.sent}</dt>
          <dd>{megabytes(flow.summary.sentBytes)}</dd>
        </div>
      </dl>
      <p>{t.stopped}</p>
      {sent && (
        <p class="good" role="status">
          <span aria-hidden="true">✓</span> {words.report.sentAfter}
        </p>
      )}
      <div class="thumb">
        {due && (
          <>
            <p class="warn">
              <span aria-hidden="true">!</span> {t.due}
            </p>
            <button class="primary full" data-testid="report-now" onClick={() => setReporting(due.case)}>
              {words.ready.reportNow}
            </button>
          </>
        )}
        <button class="second full" onClick={() => dispatch({ type: "home" })}>
          {t.home}
        </button>
      </div>
    </div>
  );
}
