import { useState } from "preact/hooks";
import { words } from "../language.ts";
import { ProblemNote } from "../problem.tsx";
import { registerFingerprint } from "./api.ts";
import { useTask } from "./use-task.ts";

interface Props {
  userId: string;
  onDone(): Promise<void>;
}

export function FingerprintForm({ userId, onDone }: Props) {
  const t = words.value.factors;
  const [name, setName] = useState("");
  const { problem, busy, run } = useTask();
  const submit = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      await registerFingerprint(userId, name.trim() || t.unnamed);
      setName("");
      await onDone();
    });
  };
  return (
    <form class="fields" onSubmit={submit} noValidate>
      <label class="field">
        <span class="field-label">{t.name}</span>
        <input
          data-testid="fingerprint-name"
          autocomplete="off"
          maxLength={60}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <span class="field-hint">{t.nameHint}</span>
      </label>
      <ProblemNote problem={problem} />
      <button
        class="button button-primary"
        data-testid="fingerprint-register"
        aria-busy={busy}
      >
        {t.register}
      </button>
    </form>
  );
}
