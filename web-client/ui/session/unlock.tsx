// The lock screen: nothing of the session is on it but the name.
import { useState } from "preact/hooks";
import type { Lock, Me } from "../../shared/protocol.ts";
import { words } from "../language.ts";
import { ProblemNote } from "../problem.tsx";
import { locked, me } from "../session.ts";
import { sessionApi, unlock, type Given } from "./api.ts";
import { PasswordField } from "./password-field.tsx";
import { useTask } from "./use-task.ts";

export function Unlock({ lock, onEnter }: { lock: Lock; onEnter(me: Me): void }) {
  const t = words.value;
  const [password, setPassword] = useState("");
  const { problem, busy, run } = useTask();
  const open = (given: Given) => run(async () => onEnter(await unlock(lock.user_id, given)));
  const submit = (event: Event) => {
    event.preventDefault();
    void open({ kind: "password", password });
  };
  const leave = async () => {
    await sessionApi.signOut().catch(() => undefined);
    locked.value = null;
    me.value = null;
  };
  return (
    <div class="unlock" data-testid="lock-screen">
      <h1>{t.lock.title}</h1>
      <p class="lead">{t.lock.lead(lock.name)}</p>
      <ProblemNote problem={problem} />
      <button
        type="button"
        class="button button-primary button-large"
        data-testid="unlock-fingerprint"
        aria-busy={busy}
        autofocus={!lock.password}
        onClick={() => void open("fingerprint")}
      >
        {t.lock.fingerprint}
      </button>
      {lock.password && (
        <form class="fields" onSubmit={submit} noValidate>
          <PasswordField
            label={t.signIn.password}
            value={password}
            onInput={setPassword}
            kind="current-password"
            testid="unlock-password"
          />
          <button class="button" data-testid="unlock-submit" aria-busy={busy}>
            {t.lock.password}
          </button>
        </form>
      )}
      <button
        type="button"
        class="button button-quiet"
        data-testid="unlock-sign-out"
        onClick={() => void leave()}
      >
        {t.bar.signOut}
      </button>
    </div>
  );
}
