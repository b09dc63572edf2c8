// The unit's rotating code for officers without time to report (O-5). Nobody sees it unasked: a
// look leaves its trail entry, so the page asks anew only while it is being looked at.
import { useEffect, useState } from "preact/hooks";
import type { StaffUnitCode as Code, StaffUrlId } from "../../shared/protocol.ts";
import { now_ms } from "../../ui/clock.ts";
import { ProblemNote } from "../../ui/problem.tsx";
import { texts } from "../i18n/texts.ts";
import { useSending } from "../load.ts";
import { staffApi } from "../staff/api.ts";
import { groupsOf } from "./staff-code.tsx";

export function StaffUnitCode({ id }: { id: StaffUrlId }) {
  const t = texts.value.staff;
  const [code, setCode] = useState<Code | null>(null);
  const sending = useSending();
  const look = () => sending.send(() => staffApi.unitCode(id), setCode);
  const over = code !== null && now_ms.value >= code.changes_ms;
  useEffect(() => {
    if (over && document.visibilityState === "visible") look();
  }, [over]);
  return (
    <section class="part no-print" aria-labelledby="staff-unit-code">
      <h2 id="staff-unit-code">{t.unitCode}</h2>
      <p class="page-lead">{t.unitCodeLead}</p>
      {code && <Shown code={code} />}
      <ProblemNote problem={sending.problem} />
      <p>
        <button
          type="button"
          class="button"
          aria-busy={sending.busy}
          data-testid="staff-unit-code-look"
          onClick={() => (code ? setCode(null) : look())}
        >
          {code ? t.hideCode : t.showCode}
        </button>
      </p>
    </section>
  );
}

/** `11:59:04`, `0:42`: down to the second, so that nobody reads out a code that is about to change. */
function leftWords(left_ms: number): string {
  const seconds = Math.max(0, Math.ceil(left_ms / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
}

function Shown({ code }: { code: Code }) {
  const t = texts.value.staff;
  const before_ms = (code.previous_until_ms ?? 0) - now_ms.value;
  return (
    <>
      <p>
        <output class="staff-code" data-testid="staff-unit-code" data-code={code.code}>
          {groupsOf(code.code)}
        </output>
      </p>
      <p data-testid="staff-unit-code-left">{t.changesIn(leftWords(code.changes_ms - now_ms.value))}</p>
      {before_ms > 0 && <p class="quiet">{t.previousFor(leftWords(before_ms))}</p>}
    </>
  );
}
