import type { Told } from "../flow";
import type { Model } from "./app";
import { Notice } from "./notice";

/** What happened to the sheet, and who helps. */
export function Stopped({ told, waits, model }: { told: Told; waits: boolean; model: Model }) {
  const { words, language } = model;
  const said = words.stopped[told.code] ?? [words.refused, told[language]];
  return (
    <div role="alert" data-code={told.code}>
      <p class="sign" aria-hidden="true">
        {waits ? "⏸" : "✕"}
      </p>
      <Notice notice={said}>
        {waits ? (
          <p class="fine">{words.waits}</p>
        ) : (
          <button class="second" onClick={() => model.dispatch({ type: "retry" })}>
            {words.retry}
          </button>
        )}
      </Notice>
    </div>
  );
}
