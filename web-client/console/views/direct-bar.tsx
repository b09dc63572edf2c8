// Beside the report: what its handler and the manager may do with it as a whole.
import type { ReportView } from "../../shared/protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { me } from "../../ui/session.ts";
import { clockMinute } from "../../ui/time.ts";
import { takeReport } from "../actions.ts";
import { api } from "../api.ts";
import { directs } from "../desk.ts";
import { isOver } from "../funnel.ts";
import { texts } from "../i18n/texts.ts";
import { dialog, type DirectionKind } from "../state.ts";
import { Reported } from "./reported.tsx";
import { ShowButton } from "./shown-panel.tsx";
import { useAct } from "./use-act.ts";

export function DirectBar({ report }: { report: ReportView }) {
  const t = texts.value.desk;
  const manager = directs(me.value);
  const isMine = report.operator === me.value?.account;
  const over = isOver(report);
  return (
    <div class="direct-bar" data-testid="direct-bar">
      {!over && isMine && !report.offer && (
        <button
          type="button"
          class="button"
          data-testid="hand-over"
          onClick={() => (dialog.value = { kind: "hand-over" })}
        >
          <Icon name="turn" small />
          {t.handOver.open}
        </button>
      )}
      {report.offer && <Offered report={report} />}
      {!over && !report.shown_to && <ShowButton report={report.id} />}
      {report.unattended_until_ms !== undefined && (
        <p class="chip chip-bad" role="alert">
          <Icon name="alert" small />
          {t.unattended(clockMinute(report.unattended_until_ms))}
        </p>
      )}
      {!over && manager && <ManagerActs report={report} />}
      {report.staff === undefined && <Reported report={report} manager={manager} />}
      {report.staff === undefined && report.mis_send === undefined && (
        <button
          type="button"
          class="button button-danger-quiet"
          data-testid="mis-send"
          onClick={() => (dialog.value = { kind: "mis-send" })}
        >
          <Icon name="send" small />
          {t.misSend.open}
        </button>
      )}
    </div>
  );
}

function Offered({ report }: { report: ReportView }) {
  const t = texts.value.desk.handOver;
  const act = useAct();
  return (
    <p class="offered">
      {t.offered(report.offer?.to.name ?? "")}
      {report.operator === me.value?.account && (
        <button
          type="button"
          class="button button-quiet"
          onClick={() => act.run(async () => takeReport(await api.withdrawOffer(report.id)))}
        >
          {t.withdraw}
        </button>
      )}
      <ProblemNote problem={act.problem} />
    </p>
  );
}

function ManagerActs({ report }: { report: ReportView }) {
  const t = texts.value.desk;
  const act = useAct();
  const ask = (what: DirectionKind) => () =>
    (dialog.value = { kind: "direct", report: report.id, what });
  const acts: [DirectionKind, string][] = [
    report.held ? ["release", t.acts.release] : ["hold", t.acts.hold],
    ["stop", t.acts.stop],
    ["words", t.acts.instruct],
  ];
  if (report.operator !== me.value?.account) acts.push(["take_over", t.acts.takeOver]);
  return (
    <>
      {acts.map(([what, words]) => (
        <button
          key={what}
          type="button"
          class={what === "stop" ? "button button-danger-quiet" : "button"}
          data-testid={`direct-${what}`}
          onClick={ask(what)}
        >
          {words}
        </button>
      ))}
      {report.pass ? (
        <p class="offered">
          {t.pass.offered(report.pass.to.name)}
          <button
            type="button"
            class="button button-quiet"
            onClick={() => act.run(async () => takeReport(await api.withdrawPass(report.id)))}
          >
            {t.pass.withdraw}
          </button>
        </p>
      ) : (
        <button
          type="button"
          class="button"
          data-testid="pass"
          onClick={() => (dialog.value = { kind: "pass", report: report.id })}
        >
          {t.acts.pass}
        </button>
      )}
      <ProblemNote problem={act.problem} />
    </>
  );
}
