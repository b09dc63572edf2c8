// The frame of one screen: its title gets the focus when the screen changes, so that keyboard and
// screen reader begin there.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { me } from "../../ui/session.ts";
import { now_ms } from "../../ui/clock.ts";
import { sayUnit } from "../../ui/unit-name.tsx";
import { dayOf, minuteOf } from "../calendar/days.ts";
import { texts } from "../i18n/texts.ts";

export const TITLE_ID = "title";

interface Props {
  title: string;
  /** Above the title: where this page belongs. */
  above?: ComponentChildren;
  /** Buttons beside the title. */
  tools?: ComponentChildren;
  testid: string;
  children: ComponentChildren;
}

/** The first page after loading keeps the focus where the browser puts it. */
let isFirst = true;

export function Page({ title, above, tools, testid, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!isFirst) {
      heading.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    isFirst = false;
  }, []);
  return (
    <main class="page" data-testid={testid}>
      <PrintHead />
      {above && <p class="page-above">{above}</p>}
      <div class="page-head">
        <h1 id={TITLE_ID} tabIndex={-1} ref={heading}>
          {title}
        </h1>
        {tools && <div class="page-tools">{tools}</div>}
      </div>
      {children}
    </main>
  );
}

/** Printed pages say whose they are and when they were printed. */
function PrintHead() {
  const t = texts.value;
  const person = me.value;
  return (
    <p class="print-only print-head">
      {person && sayUnit(person.unit_name)}　{t.printed(`${dayOf(now_ms.value)} ${minuteOf(now_ms.value)}`)}　
      {person?.name}
    </p>
  );
}

export function PrintButton() {
  const t = texts.value;
  return (
    <button type="button" class="button" data-testid="print" onClick={() => print()}>
      {t.print}
    </button>
  );
}
