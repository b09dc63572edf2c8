import type { DoneStep } from "../../shared/protocol.ts";
import { texts } from "../i18n/texts.ts";
import { say } from "../../ui/say.ts";
import { Moment, Person } from "./words.tsx";

export function CaseHistory({ done }: { done: readonly DoneStep[] }) {
  const t = texts.value;
  return (
    <section class="part" aria-labelledby="history">
      <h2 id="history">{t.cases.history}</h2>
      <ol class="history">
        {done.map((step, nth) => (
          <li key={nth} data-testid="done">
            <Moment at={step.at} />
            <strong>{say(step.label)}</strong>
            <span>{step.by ? <Person of={step.by} /> : t.cases.byDeadline}</span>
            {step.witness && (
              <span>
                {t.cases.witness} <Person of={step.witness} />
              </span>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
