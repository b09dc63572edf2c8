// What everybody who works under a document reads once, before anything else.
import type { Me } from "../../shared/protocol.ts";
import { words } from "../language.ts";
import { ProblemNote } from "../problem.tsx";
import { say } from "../say.ts";
import { sessionApi } from "./api.ts";
import { useTask } from "./use-task.ts";

export function FirstNotice({ person, onEnter }: { person: Me; onEnter(me: Me): void }) {
  const t = words.value.signIn;
  const { problem, busy, run } = useTask();
  const submit = (event: Event) => {
    event.preventDefault();
    void run(async () => onEnter(await sessionApi.acknowledge()));
  };
  return (
    <form class="fields" data-testid="first-notice" onSubmit={submit} noValidate>
      <h1>{t.noticeTitle}</h1>
      {person.notices?.map((notice) => (
        <section key={notice.document}>
          <h2>{say(notice.title)}</h2>
          <p>{say(notice.text)}</p>
        </section>
      ))}
      <ProblemNote problem={problem} />
      <button class="button" data-testid="notice-acknowledge" aria-busy={busy}>
        {t.noticeRead}
      </button>
    </form>
  );
}
