// VR-4.2.2.ウ: two presses beside the picture that protect the people in it.
import { useState } from "preact/hooks";
import type { Problem } from "../../shared/protocol.ts";
import { say } from "../actions.ts";
import { asProblem } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { dialog } from "../state.ts";
import { Icon } from "./icon.tsx";
import { ProblemNote } from "./problem.tsx";

export function OneTouch({ report }: { report: string }) {
  const t = texts.value;
  const [problem, setProblem] = useState<Problem | null>(null);
  const elsewhere = () =>
    say(report, { kind: "phrase", phrase: "point_elsewhere" }).then(
      () => setProblem(null),
      (error: unknown) => setProblem(asProblem(error)),
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
        onClick={() => (dialog.value = { kind: "privacy" })}
      >
        <Icon name="shield" small />
        {t.messages.privacy}
      </button>
      <ProblemNote problem={problem} />
    </div>
  );
}
