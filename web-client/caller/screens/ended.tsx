import type { EndReason } from "../../shared/protocol";
import type { Summary } from "../flow";
import type { LiveWords } from "../languages/live/words";
import { clock, megabytes } from "./figures";
import type { Words } from "./later";
import { focusOnce } from "./notice";

const SAID: Record<EndReason, keyof LiveWords["ended"]> = {
  finished: "thanks",
  false_report: "byOperator",
  improper_filming: "byOperator",
  other_unsuitable: "byOperator",
  technical: "byOperator",
  wrong_destination: "wrongPerson",
  consent_withdrawn: "withdrawn",
  caller_ended: "thanks",
  caller_refused: "thanks",
  link_expired: "timeUp",
  session_cap: "timeUp",
};

export function Ended({
  reason,
  summary,
  words,
}: {
  reason: EndReason;
  summary: Summary;
  words: Words;
}) {
  return (
    <div class="sheet notice">
      <p class="mark" aria-hidden="true">
        ✓
      </p>
      <h1 tabIndex={-1} ref={focusOnce}>
        {words.ended.title}
      </h1>
      <p>{words.ended[SAID[reason]]}</p>
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
    </div>
  );
}
