// The link of a report: how it got there, until when it works, its access code, and what can be done.
import { useState } from "preact/hooks";
import type { Problem, ReportView } from "../../shared/protocol.ts";
import { now_ms } from "../../ui/clock.ts";
import { asProblem } from "../../ui/http.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { clockMinute, minutesSeconds } from "../../ui/time.ts";
import { takeCode, takeReport } from "../actions.ts";
import { api } from "../api.ts";
import { reached } from "../funnel.ts";
import { texts } from "../i18n/texts.ts";
import { codes, dialog } from "../state.ts";

export function LinkBand({ report }: { report: ReportView }) {
  const t = texts.value;
  const started = reached(report, "consented");
  return (
    <section class="link-band" aria-label={t.link.title} data-testid="link-band">
      {report.risks.length > 0 && (
        <p class="link-risk" data-testid="link-risk">
          <Icon name="alert" small />
          {report.risks.map((risk) => t.link.risks[risk]).join("・")}
        </p>
      )}
      {!started && <Delivery report={report} />}
      <TimeLeft report={report} />
      {report.access_code && <Code report={report} />}
      {started && <SpokenConsent report={report} />}
      <button
        type="button"
        class="button button-quiet"
        data-testid="destroy-link"
        onClick={() => (dialog.value = { kind: "destroy" })}
      >
        {t.link.destroy}
      </button>
    </section>
  );
}

function Delivery({ report }: { report: ReportView }) {
  const t = texts.value;
  const { problem, busy, act } = useAct(async () => takeReport(await api.resend(report.id)));
  const { state, reason, sends, sends_max } = report.delivery;
  const isBad = state === "failed" || state === "expired" || state === "unknown";
  return (
    <div class="link-part">
      <p data-testid="delivery" data-state={state} class={isBad ? "link-bad" : ""}>
        {t.link.delivery[state]}
        {reason && <span data-testid="delivery-reason"> {t.link.reason[reason]}</span>}
        <span class="quiet"> {t.link.sends(sends, sends_max)}</span>
      </p>
      {state === "unknown" && (
        <p class="link-hint" data-testid="unknown-hint">
          {t.link.unknownHint}
        </p>
      )}
      {sends < sends_max && (
        <button
          type="button"
          class="button"
          data-testid="resend"
          aria-busy={busy}
          disabled={state === "sending"}
          onClick={act}
        >
          <Icon name="send" />
          {state === "unknown" ? t.link.resendUnknown : t.link.resend}
        </button>
      )}
      <ProblemNote problem={problem} />
    </div>
  );
}

/** Minutes and seconds left of the deadline that counts now. */
function TimeLeft({ report }: { report: ReportView }) {
  const t = texts.value;
  const cap_ms = report.session_cap_ms;
  const until_ms = cap_ms ?? report.opening_deadline_ms;
  const words = cap_ms === undefined ? t.link.openUntil : t.link.sessionUntil;
  return (
    <div class={report.ends_soon ? "link-part link-soon" : "link-part"}>
      <p data-testid="time-left">
        {report.ends_soon && <Icon name="clock" small />}
        {words(clockMinute(until_ms))}
        <strong class="link-left" role="timer">
          {minutesSeconds(until_ms - now_ms.value)}
        </strong>
      </p>
      {report.prolongable && (
        <button
          type="button"
          class={report.ends_soon ? "button button-primary" : "button button-quiet"}
          data-testid="prolong"
          onClick={() => (dialog.value = { kind: "prolong" })}
        >
          {t.link.prolong}
        </button>
      )}
    </div>
  );
}

/** The code is told once; who has lost it issues another, and the old one is void (VR-4.1.3b). */
function Code({ report }: { report: ReportView }) {
  const t = texts.value;
  const { problem, busy, act } = useAct(async () => {
    const issued = await api.issueCode(report.id);
    takeReport(issued.report);
    takeCode(report.id, issued.access_code);
  });
  const view = report.access_code;
  const code = codes.value.get(report.id);
  return (
    <div class="link-part">
      <p data-testid="access-code">
        {t.link.code}
        {view?.is_used ? (
          <span class="quiet">{t.link.codeUsed}</span>
        ) : (
          <strong class="link-code" aria-label={code?.split("").join(" ")}>
            {code ?? "••••"}
          </strong>
        )}
        {!view?.is_used && <span class="quiet">{t.link.attempts(view?.attempts_left ?? 0)}</span>}
      </p>
      <button
        type="button"
        class="button button-quiet"
        data-testid="issue-code"
        aria-busy={busy}
        onClick={act}
      >
        {t.link.issueCode}
      </button>
      <ProblemNote problem={problem} />
    </div>
  );
}

/** In addition to the consent on the page, never instead (VR-4.2.2.x). */
function SpokenConsent({ report }: { report: ReportView }) {
  const t = texts.value;
  const noted_ms = report.spoken_consent_ms;
  const note = async () => takeReport(await api.noteSpokenConsent(report.id));
  const { problem, busy, act } = useAct(note);
  if (noted_ms !== undefined) {
    return <p class="quiet link-part">{t.link.spokenAt(clockMinute(noted_ms))}</p>;
  }
  return (
    <div class="link-part">
      <label class="check">
        <input
          type="checkbox"
          data-testid="spoken-consent"
          checked={false}
          disabled={busy}
          onChange={act}
        />
        <span>{t.link.spoken}</span>
      </label>
      <ProblemNote problem={problem} />
    </div>
  );
}

function useAct(work: () => Promise<void>) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const act = () => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    work()
      .catch((error: unknown) => setProblem(asProblem(error)))
      .finally(() => setBusy(false));
  };
  return { problem, busy, act };
}
