// Colleagues who are signed in, to choose one.
import { useEffect, useState } from "preact/hooks";
import type { AccountId, Colleague, Problem } from "../../shared/protocol.ts";
import { asProblem } from "../../ui/http.ts";
import { ProblemNote } from "../../ui/problem.tsx";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";

interface Props {
  chosen: AccountId | null;
  onChoose(account: AccountId): void;
}

export function Colleagues({ chosen, onChoose }: Props) {
  const t = texts.value.desk.handOver;
  const [all, setAll] = useState<Colleague[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    api.colleagues().then(setAll, (error: unknown) => setProblem(asProblem(error)));
  }, []);
  if (problem) return <ProblemNote problem={problem} />;
  if (all === null) return <p class="quiet">{texts.value.common.loading}</p>;
  if (all.length === 0) return <p class="note note-warning">{t.none}</p>;
  return (
    <fieldset class="group">
      <legend>{t.choose}</legend>
      {all.map(({ staff, reports }) => (
        <label key={staff.account} class="check">
          <input
            type="radio"
            name="colleague"
            data-testid="colleague"
            checked={chosen === staff.account}
            onChange={() => onChoose(staff.account)}
          />
          <span>
            {staff.name} <span class="quiet">{t.load(reports)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
