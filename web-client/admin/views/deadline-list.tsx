import type { DeadlineLine } from "../../shared/protocol.ts";
import { texts } from "../i18n/texts.ts";
import { href } from "../route.ts";
import { say } from "../../ui/say.ts";
import { UnitName } from "../../ui/unit-name.tsx";
import { Due } from "./due.tsx";
import { useSome } from "./some-rows.tsx";
import { DocumentChip } from "./document-chip.tsx";
import { Clause, documentOf } from "./words.tsx";

export function DeadlineTable({ deadlines }: { deadlines: readonly DeadlineLine[] }) {
  const t = texts.value;
  const { rows, more } = useSome(deadlines);
  return (
    <div class="table-scroll">
      <table class="table table-cards">
        <thead>
          <tr>
            <th scope="col">{t.deadline.due}</th>
            <th scope="col">{t.deadline.duty}</th>
            <th scope="col">{t.deadline.subject}</th>
            <th scope="col">{t.deadline.rule}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((deadline) => (
            <DeadlineRow key={deadline.id} deadline={deadline} />
          ))}
        </tbody>
      </table>
      {more}
    </div>
  );
}

function DeadlineRow({ deadline }: { deadline: DeadlineLine }) {
  const t = texts.value;
  return (
    <tr data-testid="deadline" data-state={deadline.state}>
      <td data-label={t.deadline.due}>
        <Due deadline={deadline} />
      </td>
      <td data-label={t.deadline.duty}>
        <strong>{say(deadline.label)}</strong>
        {deadline.holder && <span class="row-note">{say(deadline.holder)}</span>}
        <DocumentChip of={documentOf(deadline.clause)} />
      </td>
      <td data-label={t.deadline.subject}>
        <Subject deadline={deadline} />
        <span class="row-note">
          <UnitName of={deadline.unit_name} />
        </span>
      </td>
      <td data-label={t.deadline.rule}>
        {say(deadline.rule_words)} <Clause of={deadline.clause} />
      </td>
    </tr>
  );
}

function Subject({ deadline }: { deadline: DeadlineLine }) {
  const t = texts.value;
  const [kind = "", id = ""] = deadline.subject.split(":");
  const name = deadline.subject_name ?? t.subjectKind(kind);
  if (deadline.case !== undefined) {
    return <a href={href({ at: "case", id: deadline.case })}>{name}</a>;
  }
  return kind === "asset" ? <a href={href({ at: "asset", id })}>{name}</a> : <span>{name}</span>;
}
