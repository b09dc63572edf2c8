// Long lists draw a part at first, so that they open at once; printing draws them whole.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { texts } from "../i18n/texts.ts";
import { ROWS_AT_ONCE } from "../limits.ts";

interface Some<Row> {
  rows: readonly Row[];
  /** The button that draws more; nothing when all are drawn. */
  more: ComponentChildren;
}

export function useSome<Row>(all: readonly Row[]): Some<Row> {
  const t = texts.value;
  const [count, setCount] = useState(ROWS_AT_ONCE);
  useEffect(() => {
    const whole = () => setCount(Infinity);
    addEventListener("beforeprint", whole);
    return () => removeEventListener("beforeprint", whole);
  }, []);
  const left = all.length - count;
  return {
    rows: all.slice(0, count),
    more: left > 0 && (
      <p class="pager no-print">
        <button
          type="button"
          class="button"
          data-testid="more-rows"
          onClick={() => setCount(count + ROWS_AT_ONCE)}
        >
          {t.moreRows(left)}
        </button>
      </p>
    ),
  };
}
