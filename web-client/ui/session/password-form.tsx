import { useState } from "preact/hooks";
import { words } from "../language.ts";
import { ProblemNote } from "../problem.tsx";
import { setPassword } from "./api.ts";
import { PasswordField } from "./password-field.tsx";
import { useTask } from "./use-task.ts";

interface Props {
  userId: string;
  /** The last day of the permission. */
  until: string;
  onDone(): Promise<void>;
}

export function PasswordForm({ userId, until, onDone }: Props) {
  const t = words.value.factors;
  const [password, setTyped] = useState("");
  const { problem, busy, run } = useTask();
  const submit = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      await setPassword(userId, password);
      setTyped("");
      await onDone();
    });
  };
  return (
    <form class="fields" onSubmit={submit} noValidate>
      <PasswordField
        label={t.newPassword}
        value={password}
        onInput={setTyped}
        kind="new-password"
        testid="new-password"
      />
      <p class="field-hint">{t.passwordRule(until)}</p>
      <ProblemNote problem={problem} />
      <button class="button" data-testid="password-set" aria-busy={busy}>
        {t.setPassword}
      </button>
    </form>
  );
}
