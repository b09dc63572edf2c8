// What a page shows until the server's answer is there, and what when there is none.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Refused } from "../api.ts";
import { useSpeech } from "../language.ts";
import { titleOf } from "../title.ts";

const NOT_FOUND = 404;

interface Props<Data> {
  ask(): Promise<Data>;
  title(data: Data): string;
  /** Whose page it is, where it is one group's. */
  whose?(data: Data): string;
  children(data: Data): ComponentChildren;
}

export function Fetched<Data>({ ask, title, whose, children }: Props<Data>) {
  const { t, problem } = useSpeech();
  const [data, setData] = useState<Data | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);
  const load = () => {
    setRefused(null);
    ask().then(setData, (error: unknown) =>
      setRefused(error instanceof Refused ? error : new Refused(0, null)),
    );
  };
  useEffect(load, []);
  const heading = data === null ? t.product : title(data);
  const tab = titleOf(heading, data === null ? undefined : whose?.(data), t.product);
  useEffect(() => {
    document.title = tab;
  }, [tab]);
  return (
    <>
      <h1>{heading}</h1>
      {refused !== null && (
        <div class="problem" role="alert" data-testid="problem">
          <p>{refused.status === NOT_FOUND ? t.notFound : problem(refused.problem)}</p>
          {refused.status !== NOT_FOUND && (
            <button type="button" class="quiet-button" onClick={load}>
              {t.again}
            </button>
          )}
        </div>
      )}
      {data === null && refused === null && <p>{t.loading}</p>}
      {data !== null && children(data)}
    </>
  );
}
