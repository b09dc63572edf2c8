// Whether the chain of a unit holds, as the server checked it last, and how far it is signed: what is
// signed cannot be changed unseen.
import type { TrailCheck } from "../../shared/protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { useLoaded, useSending } from "../load.ts";
import { Moment } from "./words.tsx";

export function ChainState({ unit }: { unit: string }) {
  const t = texts.value;
  const { data, take } = useLoaded(() => api.trailState(unit), [unit]);
  const { problem, busy, send } = useSending();
  if (data === null) return null;
  return (
    <section class="chain" aria-label={t.trail.chainName}>
      <p class="note" data-testid="chain-state">
        <Icon name="document" />
        <span>
          {t.trail.chain(data.entries, data.last_seq)}{" "}
          {data.head ? (
            <>
              {t.trail.signed(data.head.number)} <Moment at={data.head.at} />
            </>
          ) : (
            t.trail.notSigned
          )}
        </span>
      </p>
      <Checked check={data.check} />
      <button
        type="button"
        class="button button-quiet no-print"
        aria-busy={busy}
        data-testid="chain-check-now"
        onClick={() => send(() => api.checkTrail(unit), take)}
      >
        <Icon name="rotate" small />
        {t.trail.checkNow}
      </button>
      <ProblemNote problem={problem} />
    </section>
  );
}

function Checked({ check }: { check: TrailCheck | undefined }) {
  const t = texts.value;
  if (check === undefined) return <p class="note">{t.trail.notChecked}</p>;
  const at = (
    <>
      {t.trail.checkedAt} <Moment at={check.at} />
    </>
  );
  return check.holds ? (
    <p class="note" role="status" data-testid="chain-check" data-holds="true">
      <Icon name="shield" />
      <span>
        {t.trail.holds} {at}
      </span>
    </p>
  ) : (
    <p class="problem" role="alert" data-testid="chain-check" data-holds="false">
      <Icon name="alert" />
      <span>
        {t.trail.broken(check.signs, check.first_seq ?? null)} {at}
      </span>
    </p>
  );
}
