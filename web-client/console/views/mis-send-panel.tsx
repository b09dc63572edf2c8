// The measures after a mis-send (VR-4.3.3): what the system did, what the operator has to answer,
// and until when. The case itself is the rule engine's.
import { useEffect, useState } from "preact/hooks";
import type { CaseView, FieldValue, MisSent, ReportView } from "../../shared/protocol.ts";
import { now_ms } from "../../ui/clock.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { clockMinute } from "../../ui/time.ts";
import { refetchReport } from "../actions.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { INSTRUCTION_CHARACTERS_MAX } from "../limits.ts";
import { useAct } from "./use-act.ts";

type Values = Record<string, FieldValue>;

export function MisSendPanel({ report }: { report: ReportView }) {
  const { mis_send } = report;
  return mis_send ? <Panel report={report} mis_send={mis_send} /> : null;
}

function Panel({ report, mis_send }: { report: ReportView; mis_send: MisSent }) {
  const t = texts.value.desk.misSend;
  const [found, setFound] = useState<CaseView | null>(null);
  const load = useAct();
  useEffect(() => load.run(async () => setFound(await api.case(mis_send.case))), [mis_send.case]);
  const closed_ms = mis_send.closed_ms;
  return (
    <section class="panel mis-send" aria-labelledby="mis-send-title" data-testid="mis-send-panel">
      <h2 id="mis-send-title" class="panel-title">
        {t.panel} <span class="quiet">{found?.number}</span>
      </h2>
      <Due mis_send={mis_send} />
      <ul class="confirmed">
        <li class="confirmed-yes" data-testid="mis-send-destroyed">
          <Icon name="check" small />
          {t.destroyed}
        </li>
        <li class="confirmed-yes">
          <Icon name="check" small />
          {t.isolated}
        </li>
      </ul>
      <ProblemNote problem={load.problem} />
      {found && closed_ms === undefined && (
        <Measures
          key={found.version}
          report={report}
          found={found}
          onTaken={(taken) => setFound(taken)}
        />
      )}
    </section>
  );
}

function Due({ mis_send }: { mis_send: MisSent }) {
  const t = texts.value.desk.misSend;
  const { due_ms, closed_ms } = mis_send;
  if (closed_ms !== undefined) {
    return <p data-testid="mis-send-closed">{t.closed(clockMinute(closed_ms))}</p>;
  }
  const overdue = due_ms <= now_ms.value;
  return (
    <p class={overdue ? "duty duty-overdue" : "duty"} data-testid="mis-send-due" role="status">
      <Icon name="clock" small />
      {overdue ? t.overdue(clockMinute(due_ms)) : t.due(clockMinute(due_ms))}
    </p>
  );
}

interface MeasuresProps {
  report: ReportView;
  found: CaseView;
  onTaken(taken: CaseView): void;
}

function Measures({ report, found, onTaken }: MeasuresProps) {
  const t = texts.value.desk.misSend;
  const [values, setValues] = useState<Values>(() => answered(found.values));
  const [saved, setSaved] = useState(false);
  const act = useAct();
  const set = (field: string, value: FieldValue) => {
    setSaved(false);
    setValues({ ...values, [field]: value });
  };
  const take = (step: "note" | "close") => () =>
    act.run(async () => {
      onTaken(await api.takeStep(found.id, { step, seen: found.version, values }));
      setSaved(true);
      if (step === "close") await refetchReport(report.id);
    });
  const wrong = act.problem?.field;
  return (
    <form class="fields" onSubmit={(event) => event.preventDefault()} noValidate>
      <Choice
        name="contacted"
        legend={t.contacted}
        value={values.contacted}
        options={[
          ["yes", t.yes],
          ["no", t.no],
        ]}
        onChoose={(value) => set("contacted", value)}
      />
      <label class="field">
        <span class="field-label">{t.contact}</span>
        <textarea
          rows={2}
          maxLength={INSTRUCTION_CHARACTERS_MAX}
          value={typeof values.contact === "string" ? values.contact : ""}
          data-testid="mis-send-contact"
          aria-invalid={wrong === "contact"}
          onInput={(event) => set("contact", event.currentTarget.value)}
        />
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={Array.isArray(values.manager) && values.manager.includes("told")}
          data-testid="mis-send-manager"
          onChange={(event) => set("manager", event.currentTarget.checked ? ["told"] : [])}
        />
        <span>{t.manager}</span>
      </label>
      <Choice
        name="media"
        legend={t.media}
        value={values.media}
        options={[
          ["none", t.mediaNone],
          ["isolated", t.mediaIsolated],
        ]}
        onChoose={(value) => set("media", value)}
      />
      <ProblemNote problem={act.problem} />
      <div class="stated-acts">
        <button
          type="button"
          class="button"
          data-testid="mis-send-save"
          aria-busy={act.busy}
          onClick={take("note")}
        >
          {t.save}
        </button>
        <button
          type="button"
          class="button button-primary"
          data-testid="mis-send-close"
          aria-busy={act.busy}
          onClick={take("close")}
        >
          <Icon name="check" small />
          {t.close}
        </button>
        <span role="status" class="quiet">
          {saved && t.saved}
        </span>
      </div>
    </form>
  );
}

/** What may still be answered; the rest was filled when the mistake was reported. */
function answered(values: CaseView["values"]): Values {
  const open = ["contacted", "contact", "manager", "media"];
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, FieldValue] => open.includes(entry[0])),
  );
}

interface ChoiceProps {
  name: string;
  legend: string;
  value: FieldValue | undefined;
  options: [string, string][];
  onChoose(value: string): void;
}

function Choice({ name, legend, value, options, onChoose }: ChoiceProps) {
  return (
    <fieldset class="segments segments-wide">
      <legend>{legend}</legend>
      {options.map(([option, words]) => (
        <label key={option} class="segment">
          <input
            type="radio"
            name={`mis-send-${name}`}
            checked={value === option}
            data-testid={`mis-send-${name}-${option}`}
            onChange={() => onChoose(option)}
          />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  );
}
