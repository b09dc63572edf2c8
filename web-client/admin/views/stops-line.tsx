// The line of steps: what was done, where the case is, what is to come.
import type { WorkflowView } from "../../shared/protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { stopsOf } from "../flow/path.ts";
import { texts } from "../i18n/texts.ts";
import { say } from "../../ui/say.ts";

interface Props {
  flow: WorkflowView;
  state: string;
  /** Codes of the steps taken, in order. */
  taken: readonly string[];
}

export function StopsLine({ flow, state, taken }: Props) {
  const t = texts.value;
  const labelOf = (code: string) => {
    const found = flow.states.find((other) => other.code === code);
    return found ? say(found.label) : code;
  };
  return (
    <ol class="stops" aria-label={t.cases.stops} data-testid="stops">
      {stopsOf(flow, state, taken).map((stop, nth) => (
        <li
          key={nth}
          class={`stop stop-${stop.place}`}
          aria-current={stop.place === "here" ? "step" : undefined}
        >
          <span class="stop-dot" aria-hidden="true">
            {stop.place === "done" && <Icon name="check" small />}
          </span>
          <span>
            <span class="visually-hidden">{t.cases.places[stop.place]} </span>
            {labelOf(stop.code)}
          </span>
        </li>
      ))}
    </ol>
  );
}
