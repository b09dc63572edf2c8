import type { ComponentChildren } from "preact";
import { ProblemNote } from "../../ui/problem.tsx";
import { texts } from "../i18n/texts.ts";
import type { Loaded } from "../load.ts";

interface Props<Data> {
  of: Loaded<Data>;
  children: (data: Data) => ComponentChildren;
}

/** What was fetched, or why it was not, with a way to try again. */
export function Shown<Data>({ of, children }: Props<Data>) {
  const t = texts.value;
  return (
    <>
      {of.problem && (
        <div class="load-problem">
          <ProblemNote problem={of.problem} />
          <button type="button" class="button" onClick={of.reload}>
            {t.again}
          </button>
        </div>
      )}
      {of.data === null && of.problem === null && <p class="empty">{t.loading}</p>}
      {of.data !== null && children(of.data)}
    </>
  );
}
