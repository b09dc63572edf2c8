// One press that asks the server: busy while it does, with its refusal afterwards.
import { useState } from "preact/hooks";
import type { Problem } from "../../shared/protocol.ts";
import { asProblem } from "../../ui/http.ts";

export interface Act {
  busy: boolean;
  problem: Problem | null;
  /** A second press while the first is under way does nothing. */
  run(work: () => Promise<unknown>): void;
}

export function useAct(): Act {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const run = (work: () => Promise<unknown>) => {
    if (busy) return;
    setBusy(true);
    work()
      .then(() => setProblem(null))
      .catch((error: unknown) => setProblem(asProblem(error)))
      .finally(() => setBusy(false));
  };
  return { busy, problem, run };
}
