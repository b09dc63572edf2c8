// Small texts that change with the clock; each redraws only itself.
import { now_ms } from "../../ui/clock.ts";
import { texts } from "../i18n/texts.ts";
import { minutesSeconds, roundSpan } from "../../ui/time.ts";

/** `12 s ago` */
export function Ago({ at_ms }: { at_ms: number }) {
  const { unit, count } = roundSpan(now_ms.value - at_ms);
  return <>{texts.value.common.ago(unit, count)}</>;
}

/** `04:31`, counting while `until_ms` is absent. */
export function Elapsed({ from_ms, until_ms }: { from_ms: number; until_ms?: number | undefined }) {
  return <>{minutesSeconds((until_ms ?? now_ms.value) - from_ms)}</>;
}
