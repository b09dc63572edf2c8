// Which terminal this browser is, and how it becomes one.
import { useState } from "preact/hooks";
import { words } from "../language.ts";
import { ProblemNote } from "../problem.tsx";
import { UnitName } from "../unit-name.tsx";
import { enrol, terminal } from "./terminal.ts";
import { useTask } from "./use-task.ts";

export function TerminalNote() {
  const t = words.value.terminal;
  const known = terminal.value;
  if (known === undefined) return null;
  return (
    <section class="terminal-note" aria-label={t.title} data-testid="terminal" data-kind={known?.kind ?? "unenrolled"}>
      {known === null ? (
        <>
          <p>{t.none}</p>
          <EnrolForm />
        </>
      ) : (
        <p>
          <strong>{t.kinds[known.kind]}</strong> {known.name}
          <span class="quiet">
            {" "}
            <UnitName of={known.unit_name} />
          </span>
        </p>
      )}
    </section>
  );
}

function EnrolForm() {
  const t = words.value.terminal;
  const [code, setCode] = useState("");
  const { problem, busy, run } = useTask();
  const submit = (event: Event) => {
    event.preventDefault();
    void run(() => enrol(code));
  };
  return (
    <details>
      <summary data-testid="enrol-open">{t.enrol}</summary>
      <form class="fields" onSubmit={submit} noValidate>
        <label class="field">
          <span class="field-label">{t.code}</span>
          <input
            data-testid="enrol-code"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            value={code}
            onInput={(event) => setCode(event.currentTarget.value)}
          />
        </label>
        <ProblemNote problem={problem} />
        <button class="button" data-testid="enrol-submit" aria-busy={busy}>
          {t.submit}
        </button>
      </form>
    </details>
  );
}
