// A refusal in the words of the page's language, with the clause that refuses.
import type { Problem } from "../shared/protocol.ts";
import { UNREACHABLE } from "./http.ts";
import { Icon } from "./icon.tsx";
import { FINGERPRINT_FAILED, FINGERPRINT_MISSING } from "./session/fingerprint.ts";
import { language, words, type Words } from "./language.ts";

export function problemWords(t: Words, problem: Problem): string {
  const told = language.value === "ja" ? problem.message_ja : problem.message_en;
  if (told !== "") return told;
  if (problem.code === FINGERPRINT_FAILED) return t.signIn.fingerprintFailed;
  if (problem.code === FINGERPRINT_MISSING) return t.signIn.fingerprintMissing;
  return problem.code === UNREACHABLE ? t.common.unreachable : t.common.unexpected;
}

interface Props {
  problem: Problem | null;
  /** Lets a field point at its refusal. */
  id?: string;
}

export function ProblemNote({ problem, id }: Props) {
  const t = words.value;
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
