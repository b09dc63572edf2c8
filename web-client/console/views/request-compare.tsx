import { useEffect, useRef, useState } from "preact/hooks";
import type { DestinationRisk, Prepared, Problem, Sent } from "../../shared/protocol.ts";
import { asProblem } from "../../ui/http.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { previewNumber } from "../phone-number.ts";
import { clockTime } from "../../ui/time.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";

interface Props {
  prepared: Prepared;
  callingNumber: string;
  isExercise: boolean;
  onBack(): void;
  onSent(sent: Sent): void;
}

export function RequestCompare({ prepared, callingNumber, isExercise, onBack, onSent }: Props) {
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
        <p
          class={prepared.channel === "email" ? "groups groups-address" : "groups"}
          data-testid="prepared-groups"
          aria-label={prepared.groups.join(" ")}
        >
          {prepared.groups.map((group, index) => (
            <span key={index}>{group}</span>
          ))}
        </p>
        {prepared.risks.map((risk) => (
          <Risk key={risk} risk={risk} callingNumber={callingNumber} />
        ))}
        {isExercise && (
          <p class="note note-warning" data-testid="compare-exercise">
            <Icon name="alert" />
            <span>{t.exercise.compare}</span>
          </p>
        )}
        <figure class="sms-preview">
          <figcaption>{t.request.preview_of[prepared.channel]}</figcaption>
          <p data-testid="message-preview">{prepared.message_preview}</p>
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
          {busy ? t.request.sending : t.request.send[prepared.channel]}
        </button>
      </footer>
    </form>
  );
}

/** Why this destination needs a second look (O-34, VR-4.1.3c). */
function Risk({ risk, callingNumber }: { risk: DestinationRisk; callingNumber: string }) {
  const t = texts.value;
  const differs = risk === "differs_from_calling_number";
  const calling = differs && previewNumber(callingNumber).groups.join("-");
  return (
    <p class="note note-warning" role="alert" data-testid={`risk-${risk}`}>
      <Icon name="alert" />
      <span>
        {t.request.risks[risk]}
        {calling && (
          <strong class="calling">
            {t.request.calling} {calling}
          </strong>
        )}
      </span>
    </p>
  );
}

function useSend(prepared: Prepared, compared: boolean, onSent: (sent: Sent) => void) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(null);
    const { confirm_token, destination } = prepared;
    try {
      onSent(await api.send({ confirm_token, destination, compared }));
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  return { problem, busy, send: (event: Event) => void send(event) };
}
