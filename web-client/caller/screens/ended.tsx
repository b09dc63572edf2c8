import type { EndReason } from "../../shared/protocol";
import type { Summary } from "../../phone/live/session";
import type { LiveWords } from "../languages/live/words";
import { clock, megabytes } from "../../phone/screens/figures";
import type { Words } from "./later";
import { focusOnce } from "./notice";

/** What is not named here was the operator's decision. */
const SAID: Partial<Record<EndReason, keyof LiveWords["ended"]>> = {
  finished: "thanks",
  improper_filming: "privacy",
  technical: "technical",
  wrong_destination: "wrongPerson",
  consent_withdrawn: "withdrawn",
  caller_ended: "thanks",
  caller_refused: "thanks",
  link_expired: "timeUp",
  not_delivered: "timeUp",
  session_cap: "timeUp",
  connection_lost: "technical",
  unattended: "technical",
  system_suspended: "technical",
};

export function Ended({
  reason,
  summary,
  words,
  receipt,
}: {
  reason: EndReason;
  summary: Summary;
  words: Words;
  /** Null where nothing was agreed to. */
  receipt: ((place: HTMLElement) => void) | null;
}) {
  return (
    <div class="sheet notice">
      <p class="mark" aria-hidden="true">
        ✓
      </p>
      <h1 tabIndex={-1} ref={focusOnce}>
        {words.ended.title}
      </h1>
      <p>{words.ended[SAID[reason] ?? "byOperator"]}</p>
      <dl class="figures">
        <div>
          <dt>{words.elapsed}</dt>
          <dd>{clock(summary.elapsedMs)}</dd>
        </div>
        <div>
          <dt>{words.sent}</dt>
          <dd>{megabytes(summary.sentBytes)}</dd>
        </div>
      </dl>
      <p>{words.ended.stopped}</p>
      <p>{words.ended.close}</p>
      {receipt && (
        <div>
          <button
            class="quiet"
            onClick={({ currentTarget }) => receipt(currentTarget.parentElement as HTMLElement)}
          >
            {words.ended.receipt}
          </button>
        </div>
      )}
    </div>
  );
}
