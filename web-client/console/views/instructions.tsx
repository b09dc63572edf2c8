// What the manager directed and nobody has acknowledged, on top of the report it is about.
import type { Instruction, ReportView } from "../../shared/protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { me } from "../../ui/session.ts";
import { clockMinute } from "../../ui/time.ts";
import { takeReport } from "../actions.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { useAct } from "./use-act.ts";

export function Instructions({ report }: { report: ReportView }) {
  if (report.instructions.length === 0) return null;
  return (
    <section class="instructions" aria-label={texts.value.desk.instruction.title}>
      {report.instructions.map((instruction) => (
        <Shown key={instruction.id} instruction={instruction} report={report} />
      ))}
    </section>
  );
}

function Shown({ instruction, report }: { instruction: Instruction; report: ReportView }) {
  const t = texts.value.desk.instruction;
  const act = useAct();
  const account = me.value?.account;
  const isMine = instruction.to.account === account || report.operator === account;
  return (
    <div class="instruction" role="alert" data-testid="instruction" data-kind={instruction.kind}>
      <Icon name="message" />
      <p class="instruction-what">
        <strong>{t.kinds[instruction.kind]}</strong>
        <span class="instruction-words">{instruction.words}</span>
        <span class="quiet" data-testid="instruction-from">
          {fromWords(instruction)}
        </span>
      </p>
      {isMine ? (
        <button
          type="button"
          class="button button-primary"
          data-testid="instruction-acknowledge"
          aria-busy={act.busy}
          onClick={() =>
            act.run(async () => takeReport(await api.acknowledge(report.id, instruction.id)))
          }
        >
          <Icon name="check" small />
          {t.acknowledge}
        </button>
      ) : (
        <span class="chip chip-warning">{t.waiting}</span>
      )}
      <ProblemNote problem={act.problem} />
    </div>
  );
}

export function fromWords({ by, at_ms }: Instruction): string {
  const t = texts.value.desk.instruction;
  return by ? t.from(by.name, clockMinute(at_ms)) : t.system(clockMinute(at_ms));
}
