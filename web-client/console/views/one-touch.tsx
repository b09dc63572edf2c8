// VR-4.2.2.ウ: two presses beside the picture that protect the people in it.
import { useState } from "preact/hooks";
import type { Problem } from "../../shared/protocol.ts";
import { say, takeReport } from "../actions.ts";
import { api } from "../api.ts";
import { asProblem } from "../../ui/http.ts";
import { texts } from "../i18n/texts.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";

export function OneTouch({ report }: { report: string }) {
  const t = texts.value;
  const [problem, setProblem] = useState<Problem | null>(null);
  const elsewhere = () =>
    say(report, { kind: "phrase", phrase: "point_elsewhere" }).then(
      () => setProblem(null),
      (error: unknown) => setProblem(asProblem(error)),
    );
  const privacy = () =>
    api.end(report, { reason: "improper_filming" }).then(takeReport, (error: unknown) =>
      setProblem(asProblem(error)),
    );
  return (
    <div class="one-touch">
      <button
        type="button"
        class="button button-warning"
        data-testid="phrase-point_elsewhere"
        title={t.names.phrase.point_elsewhere}
        onClick={() => void elsewhere()}
      >
        <Icon name="turn" small />
        {t.messages.elsewhere}
      </button>
      <button
        type="button"
        class="button button-danger-quiet"
        data-testid="end-privacy"
        title={t.messages.privacyHint}
        onClick={() => void privacy()}
      >
        <Icon name="shield" small />
        {t.messages.privacy}
      </button>
      <ProblemNote problem={problem} />
    </div>
  );
}
