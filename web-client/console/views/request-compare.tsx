import { useEffect, useRef, useState } from "preact/hooks";
import type { Prepared, Problem, ReportView } from "../../shared/protocol.ts";
import { api, asProblem } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { previewNumber } from "../phone-number.ts";
import { clockTime } from "../time.ts";
import { Icon } from "./icon.tsx";
import { ProblemNote } from "./problem.tsx";

interface Props {
  prepared: Prepared;
  callingNumber: string;
  onBack(): void;
  onSent(report: ReportView): void;
}

export function RequestCompare({ prepared, callingNumber, onBack, onSent }: Props) {
  const t = texts.value;
  const [compared, setCompared] = useState(false);
  const { problem, busy, send } = useSend(prepared, compared, onSent);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const atTick = problem?.field === "compared" || problem?.code === "not_compared";
  return (
    <form onSubmit={send} noValidate>
      <div class="dialog-body">
        <h3 ref={heading} tabIndex={-1}>
          {t.request.compareTitle}
        </h3>
        <p class="quiet">{t.request.compareLead}</p>
        <p class="groups" data-testid="prepared-groups" aria-label={prepared.groups.join(" ")}>
          {prepared.groups.map((group, index) => (
            <span key={index}>{group}</span>
          ))}
        </p>
        {prepared.differs_from_calling_number && <Differs callingNumber={callingNumber} />}
        <figure class="sms-preview">
          <figcaption>{t.request.smsPreview}</figcaption>
          <p data-testid="sms-preview">{prepared.sms_preview}</p>
        </figure>
        <label class="check check-strong">
          <input
            type="checkbox"
            data-testid="compared"
            checked={compared}
            aria-invalid={atTick}
            onChange={(event) => setCompared(event.currentTarget.checked)}
          />
          <span>{t.request.compared}</span>
        </label>
        <ProblemNote problem={problem} />
      </div>
      <footer class="dialog-foot">
        <p class="quiet foot-note">
          {t.request.expires} {clockTime(prepared.expires_ms)}
        </p>
        <button type="button" class="button" data-testid="change-number" onClick={onBack}>
          <Icon name="back" />
          {t.request.change}
        </button>
        <button class="button button-primary" data-testid="send" aria-busy={busy}>
          <Icon name="send" />
          {busy ? t.request.sending : t.request.send}
        </button>
      </footer>
    </form>
  );
}

function Differs({ callingNumber }: { callingNumber: string }) {
  const t = texts.value;
  const calling = previewNumber(callingNumber).groups.join("-");
  return (
    <p class="note note-warning" role="alert" data-testid="number-differs">
      <Icon name="alert" />
      <span>
        {t.request.differs}
        {calling && (
          <strong class="calling">
            {t.request.calling} {calling}
          </strong>
        )}
      </span>
    </p>
  );
}

function useSend(prepared: Prepared, compared: boolean, onSent: (report: ReportView) => void) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(null);
    const { confirm_token, destination } = prepared;
    try {
      const sent = await api.send({ confirm_token, destination, compared });
      onSent(sent.report);
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  return { problem, busy, send: (event: Event) => void send(event) };
}
