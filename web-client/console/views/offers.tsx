// What is offered to whoever sits here: a colleague's report, or one of another headquarters.
// And instructions for reports that are not on the screen.
import type { Pass, ReportView } from "../../shared/protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { me } from "../../ui/session.ts";
import { dropPass, openReport, takeReport } from "../actions.ts";
import { api } from "../api.ts";
import { directs } from "../desk.ts";
import { texts } from "../i18n/texts.ts";
import { boardShown, passes, selected, store } from "../state.ts";
import { useAct } from "./use-act.ts";

export function Offers() {
  const account = me.value?.account;
  const { reports } = store.value;
  const offered = reports.filter((report) => report.offer?.to.account === account);
  const waiting = reports.filter(
    (report) =>
      (report.id !== selected.value || boardShown.value) &&
      report.instructions.some(({ to }) => to.account === account),
  );
  return (
    <div role="status" class="offers">
      {offered.map((report) => (
        <Offered key={report.id} report={report} />
      ))}
      {directs(me.value) && passes.value.map((pass) => <Passed key={pass.report} pass={pass} />)}
      {waiting.map((report) => (
        <Waiting key={report.id} report={report} />
      ))}
    </div>
  );
}

function Offered({ report }: { report: ReportView }) {
  const t = texts.value.desk.handOver;
  const act = useAct();
  const accept = async () => {
    takeReport(await api.accept(report.id));
    openReport(report.id);
  };
  const decline = async () => takeReport(await api.withdrawOffer(report.id));
  return (
    <div class="banner banner-offer" data-testid="offered-to-me">
      <Icon name="turn" />
      <span>{t.toMe(report.offer?.from.name ?? "", report.number)}</span>
      <button
        type="button"
        class="button button-primary"
        data-testid="offer-accept"
        aria-busy={act.busy}
        onClick={() => act.run(accept)}
      >
        {t.accept}
      </button>
      <button
        type="button"
        class="button"
        data-testid="offer-decline"
        onClick={() => act.run(decline)}
      >
        {t.decline}
      </button>
      <ProblemNote problem={act.problem} />
    </div>
  );
}

function Passed({ pass }: { pass: Pass }) {
  const t = texts.value.desk.pass;
  const act = useAct();
  const accept = async () => {
    takeReport(await api.acceptPass(pass.report));
    dropPass(pass.report);
    openReport(pass.report);
  };
  const decline = async () => {
    await api.declinePass(pass.report);
    dropPass(pass.report);
  };
  return (
    <div class="banner banner-offer" data-testid="passed-to-us">
      <Icon name="turn" />
      <span>{t.toUs(pass.from.name, pass.number)}</span>
      <button
        type="button"
        class="button button-primary"
        data-testid="pass-accept"
        aria-busy={act.busy}
        onClick={() => act.run(accept)}
      >
        {t.accept}
      </button>
      <button type="button" class="button" onClick={() => act.run(decline)}>
        {t.decline}
      </button>
      <ProblemNote problem={act.problem} />
    </div>
  );
}

function Waiting({ report }: { report: ReportView }) {
  const t = texts.value;
  return (
    <div class="banner banner-offer" data-testid="instruction-elsewhere">
      <Icon name="message" />
      <span>{t.desk.notices.instruction(report.number)}</span>
      <button type="button" class="button" onClick={() => openReport(report.id)}>
        {t.notices.show}
      </button>
    </div>
  );
}
