// Which of several steps to take.
import type { StepView } from "../../shared/protocol.ts";
import { texts } from "../i18n/texts.ts";
import { say } from "../../ui/say.ts";

interface Props {
  steps: readonly StepView[];
  chosen: string;
  onChoose(code: string): void;
}

export function StepTabs({ steps, chosen, onChoose }: Props) {
  const t = texts.value;
  if (steps.length < 2) return null;
  return (
    <div class="step-tabs" role="group" aria-label={t.cases.whichStep}>
      {steps.map((step) => (
        <button
          key={step.code}
          type="button"
          class={step.code === chosen ? "button button-chosen" : "button"}
          aria-pressed={step.code === chosen}
          data-testid={`step-${step.code}`}
          onClick={() => onChoose(step.code)}
        >
          {say(step.label)}
        </button>
      ))}
    </div>
  );
}
