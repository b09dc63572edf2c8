// A refusal in the words of the page's language, with the clause that refuses.
import type { Problem } from "../../shared/protocol.ts";
import { UNREACHABLE } from "../api.ts";
import { language, texts, type Texts } from "../i18n/texts.ts";
import { Icon } from "./icon.tsx";

export function problemWords(t: Texts, problem: Problem): string {
  const words = language.value === "ja" ? problem.message_ja : problem.message_en;
  if (words !== "") return words;
  return problem.code === UNREACHABLE ? t.common.unreachable : t.common.unexpected;
}

interface Props {
  problem: Problem | null;
  /** Lets a field point at its refusal. */
  id?: string;
}

export function ProblemNote({ problem, id }: Props) {
  const t = texts.value;
  if (problem === null) return null;
  return (
    <p class="problem" role="alert" id={id} data-testid="problem" data-code={problem.code}>
      <Icon name="alert" />
      <span>
        {problemWords(t, problem)}
        {problem.clause && <span class="clause">{t.common.clause(problem.clause)}</span>}
      </span>
    </p>
  );
}
