// Incoming calls that the command system announced: whoever takes one gets the request form with
// number and case number in it. Nothing is confirmed or sent by it.
import type { IncomingCall } from "../../shared/protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { clockMinute } from "../../ui/time.ts";
import { dropCall } from "../actions.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { calls, dialog } from "../state.ts";
import { useAct } from "./use-act.ts";

/** More than a few do not fit above the reports; the oldest waits longest. */
const SHOWN = 3;

export function Calls() {
  const t = texts.value.calls;
  const more = calls.value.length - SHOWN;
  return (
    <div role="status" class="offers">
      {calls.value.slice(0, SHOWN).map((call) => (
        <Offered key={call.id} call={call} />
      ))}
      {more > 0 && <p class="banner banner-offer">{t.more(more)}</p>}
    </div>
  );
}

function Offered({ call }: { call: IncomingCall }) {
  const t = texts.value.calls;
  const act = useAct();
  const take = async () => {
    const taken = await api.takeCall(call.id);
    dropCall(call.id);
    dialog.value = { kind: "request", call: taken };
  };
  return (
    <div class="banner banner-offer" data-testid="call">
      <Icon name="bell" />
      <span>
        {t.offered(clockMinute(call.at_ms), call.number ?? t.withheld, call.case_number)}
      </span>
      <button
        type="button"
        class="button button-primary"
        data-testid="take-call"
        aria-busy={act.busy}
        onClick={() => act.run(take)}
      >
        {t.take}
      </button>
      <button
        type="button"
        class="button"
        data-testid="hide-call"
        onClick={() => dropCall(call.id)}
      >
        {t.hide}
      </button>
      <ProblemNote problem={act.problem} />
    </div>
  );
}
