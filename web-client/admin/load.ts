// Fetching for a view: what it shows until the answer is there, and what when there is none.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Problem } from "../shared/protocol.ts";
import { keepFocus } from "../ui/focus.ts";
import { asProblem } from "../ui/http.ts";
import { noticed } from "./actions.ts";

export interface Loaded<Data> {
  data: Data | null;
  problem: Problem | null;
  busy: boolean;
  /** Asks again; what is shown stays until the answer is there. */
  reload(): void;
  /** An answer of the server that is newer than what is shown. */
  take(data: Data): void;
}

/** Fetches when a key changes. An answer to an older question is not taken. */
export function useLoaded<Data>(fetch: () => Promise<Data>, keys: readonly unknown[]): Loaded<Data> {
  const [data, setData] = useState<Data | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(true);
  const question = useRef(0);
  const ask = (keep: boolean) => {
    const own = ++question.current;
    setBusy(true);
    if (!keep) setData(null);
    fetch().then(
      (answer) => {
        if (own !== question.current) return;
        keepFocus();
        setData(answer);
        setProblem(null);
        setBusy(false);
      },
      (error: unknown) => {
        const told = asProblem(error);
        noticed(told);
        if (own !== question.current) return;
        setProblem(told);
        setBusy(false);
      },
    );
  };
  useEffect(() => {
    ask(false);
    return () => void (question.current += 1);
  }, [...keys]);
  const take = useCallback((answer: Data) => {
    question.current += 1;
    keepFocus();
    setData(answer);
    setProblem(null);
    setBusy(false);
  }, []);
  return { data, problem, busy, reload: () => ask(true), take };
}

export interface Sending {
  problem: Problem | null;
  busy: boolean;
  /** Sends once at a time; `done` gets the answer. */
  send<Answer>(request: () => Promise<Answer>, done: (answer: Answer) => void): void;
  forgive(): void;
}

/** Sending from a form: one press, one request, and the refusal at its place. */
export function useSending(): Sending {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const under = useRef(false);
  return {
    problem,
    busy,
    forgive: () => setProblem(null),
    send: (request, done) => {
      if (under.current) return;
      under.current = true;
      setBusy(true);
      request().then(
        (answer) => {
          under.current = false;
          setBusy(false);
          setProblem(null);
          done(answer);
        },
        (error: unknown) => {
          under.current = false;
          setBusy(false);
          const told = asProblem(error);
          noticed(told);
          setProblem(told);
        },
      );
    },
  };
}
