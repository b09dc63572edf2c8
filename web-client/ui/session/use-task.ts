// One thing at a time that may be refused.
import { useState } from "preact/hooks";
import type { Problem } from "../../shared/protocol.ts";
import { asProblem } from "../http.ts";

export function useTask() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async (work: () => Promise<void>): Promise<boolean> => {
    if (busy) return false;
    setBusy(true);
    setProblem(null);
    try {
      await work();
      return true;
    } catch (error) {
      setProblem(asProblem(error));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { problem, busy, run };
}
