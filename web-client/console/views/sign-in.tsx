import { useState } from "preact/hooks";
import type { Factor, Problem } from "../../shared/protocol.ts";
import { enter } from "../actions.ts";
import { api, asProblem } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { sessionEnded } from "../state.ts";
import { Icon } from "./icon.tsx";
import { ProblemNote } from "./problem.tsx";
import { LanguageSwitch } from "./switches.tsx";

export function SignIn() {
  const t = texts.value;
  return (
    <main class="sign-in">
      <div class="sign-in-card">
        <header class="sign-in-head">
          <span class="mark" aria-hidden="true">
            <Icon name="camera" />
          </span>
          <p>{t.product}</p>
          <LanguageSwitch />
        </header>
        <h1>{t.signIn.title}</h1>
        {sessionEnded.value && (
          <p class="note" role="status">
            {t.signIn.signedOut}
          </p>
        )}
        <p class="lead">{t.signIn.lead}</p>
        <PasswordForm />
      </div>
    </main>
  );
}

/** One form per factor: a further factor of the protocol brings its own. */
function PasswordForm() {
  const t = texts.value;
  const [userId, setUserId] = useState("");
  const [password, setPassword] = useState("");
  const [shown, setShown] = useState(false);
  const { problem, busy, signIn } = useSignIn();
  const attributes = {
    "data-testid": "sign-in-password",
    name: "password",
    autocomplete: "current-password",
    value: password,
    onInput: (event: { currentTarget: HTMLInputElement }) => setPassword(event.currentTarget.value),
  } as const;
  const submit = (event: Event) => {
    event.preventDefault();
    void signIn(userId, { kind: "password", password });
  };
  return (
    <form class="fields" onSubmit={submit} noValidate>
      <label class="field">
        <span class="field-label">{t.signIn.userId}</span>
        <input
          data-testid="sign-in-user-id"
          name="username"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          autofocus
          value={userId}
          onInput={(event) => setUserId(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        <span class="field-label">{t.signIn.password}</span>
        {shown ? <input {...attributes} type="text" /> : <input {...attributes} type="password" />}
      </label>
      <label class="check check-plain">
        <input
          type="checkbox"
          checked={shown}
          onChange={(event) => setShown(event.currentTarget.checked)}
        />
        <span>{t.signIn.show}</span>
      </label>
      <ProblemNote problem={problem} />
      <button
        class="button button-primary button-large"
        data-testid="sign-in-submit"
        aria-busy={busy}
      >
        {t.signIn.submit}
      </button>
    </form>
  );
}

function useSignIn() {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const signIn = async (userId: string, factor: Factor) => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      enter(await api.signIn({ user_id: userId.trim(), factor }));
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  return { problem, busy, signIn };
}
