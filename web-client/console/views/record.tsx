// What was directed, and who watched from when to when.
import type { Instruction, ReportDetail, Watching } from "../../shared/protocol.ts";
import { clockMinute, clockTime } from "../../ui/time.ts";
import { texts } from "../i18n/texts.ts";
import { fromWords } from "./instructions.tsx";

export function Record({ detail }: { detail: ReportDetail }) {
  const t = texts.value.desk.record;
  const { instructions, watching } = detail;
  if (instructions.length === 0 && watching.length === 0) return null;
  return (
    <details class="panel record" data-testid="record">
      <summary>
        <strong>{t.title}</strong>{" "}
        <span class="quiet">
          {t.instructions} {instructions.length}・{t.watching} {watching.length}
        </span>
      </summary>
      <div class="record-lists">
        <section>
          <h3>{t.instructions}</h3>
          {instructions.length === 0 && <p class="quiet">{t.none}</p>}
          <ul>
            {instructions.map((instruction) => (
              <Directed key={instruction.id} instruction={instruction} />
            ))}
          </ul>
        </section>
        <section>
          <h3>{t.watching}</h3>
          {watching.length === 0 && <p class="quiet">{t.none}</p>}
          <ul>
            {watching.map((row, index) => (
              <li key={index}>{watchedWords(row)}</li>
            ))}
          </ul>
        </section>
      </div>
    </details>
  );
}

function Directed({ instruction }: { instruction: Instruction }) {
  const t = texts.value.desk.instruction;
  const { acknowledged } = instruction;
  return (
    <li>
      <strong>{t.kinds[instruction.kind]}</strong> {instruction.words}{" "}
      <span class="quiet">
        {fromWords(instruction)} /{" "}
        {acknowledged
          ? t.acknowledged(acknowledged.by.name, clockMinute(acknowledged.at_ms))
          : t.waiting}
      </span>
    </li>
  );
}

function watchedWords({ staff, officer, from_ms, until_ms }: Watching): string {
  const t = texts.value.desk.record;
  const span =
    until_ms === undefined
      ? t.since(clockTime(from_ms))
      : t.until(clockTime(from_ms), clockTime(until_ms));
  return `${officer ? texts.value.staff.officerWatched(staff.name) : staff.name} ${span}`;
}
