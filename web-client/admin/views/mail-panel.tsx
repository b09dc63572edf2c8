// The mail of a case: the test of an address, or a container to one that was tested (IS-17.5.2). What
// it says is fixed; nobody can add a word.
import type { CaseView } from "../../shared/protocol.ts";
import { ProblemNote } from "../../ui/problem.tsx";
import { tell } from "../actions.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { useSending } from "../load.ts";

interface Props {
  view: CaseView;
  /** The states from which it may be sent. */
  from: readonly string[];
  onTaken(): void;
}

export function MailPanel({ view, from, onTaken }: Props) {
  const t = texts.value.exchange;
  const { problem, busy, send } = useSending();
  if (!from.includes(view.state.code)) return null;
  const mail = () =>
    send(
      () => api.sendMail(view.id),
      () => {
        tell(t.mailSent);
        onTaken();
      },
    );
  const isTest = view.workflow === "mail_address";
  return (
    <section class="part no-print" aria-labelledby="mail" data-testid="mail">
      <h2 id="mail">{isTest ? t.testTitle : t.mailTitle}</h2>
      <p class="page-lead">{isTest ? t.testLead : t.mailLead}</p>
      <button
        type="button"
        class="button button-primary"
        aria-busy={busy}
        data-testid="send-mail"
        onClick={mail}
      >
        {isTest ? t.sendTest : t.sendMail}
      </button>
      <ProblemNote problem={problem} />
    </section>
  );
}
