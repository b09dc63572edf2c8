// How far the chain of a unit is signed: what is signed cannot be changed unseen.
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { useLoaded } from "../load.ts";
import { Icon } from "../../ui/icon.tsx";
import { Moment } from "./words.tsx";

export function ChainState({ unit }: { unit: string }) {
  const t = texts.value;
  const { data } = useLoaded(() => api.trailState(unit), [unit]);
  if (data === null) return null;
  return (
    <p class="note" data-testid="chain-state">
      <Icon name="shield" />
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
  );
}
