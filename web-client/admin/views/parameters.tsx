import type { ParameterView, RulebookView } from "../../shared/protocol.ts";
import { say } from "../../ui/say.ts";
import { texts } from "../i18n/texts.ts";
import { Chip, Clause } from "./words.tsx";

export function Parameters({ book }: { book: RulebookView }) {
  const t = texts.value;
  if (book.parameters.length === 0) return <p class="empty">{t.rulebook.noParameters}</p>;
  return (
    <>
      <p class="page-lead">{t.rulebook.oursExplained}</p>
      <ul class="rules">
        {book.parameters.map((parameter) => (
          <ParameterRow key={parameter.code} parameter={parameter} />
        ))}
      </ul>
    </>
  );
}

export function ParameterRow({ parameter }: { parameter: ParameterView }) {
  const t = texts.value;
  return (
    <li
      class="parameter"
      data-testid="parameter"
      data-code={parameter.code}
      data-ours={parameter.ours}
    >
      <span class="parameter-name">{say(parameter.label)}</span>
      <strong class="parameter-value">{say(parameter.words)}</strong>
      <span class="row-chips">
        {parameter.ours && (
          <Chip tone="warning" icon="message">
            {t.rulebook.ours}
          </Chip>
        )}
        <span class="quiet">
          {t.rulebook.levels[parameter.level as keyof typeof t.rulebook.levels] ?? parameter.level}
        </span>
        <Clause of={parameter.clause} />
      </span>
    </li>
  );
}
