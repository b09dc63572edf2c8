// The user id and one factor: the fingerprint first, a password or a first code on demand.
import { useState } from "preact/hooks";
import type { Me } from "../../shared/protocol.ts";
import { words } from "../language.ts";
import { ProblemNote } from "../problem.tsx";
import { signIn, type Given } from "./api.ts";
import { PasswordField } from "./password-field.tsx";
import { useTask } from "./use-task.ts";

const WAYS = ["fingerprint", "password", "code"] as const;
type Way = (typeof WAYS)[number];

export function SignInForm({ onEnter }: { onEnter(me: Me): void }) {
  const t = words.value.signIn;
  const [way, setWay] = useState<Way>("fingerprint");
  const [userId, setUserId] = useState("");
  const [secret, setSecret] = useState("");
  const { problem, busy, run } = useTask();
  const submit = (event: Event) => {
    event.preventDefault();
    void run(async () => onEnter(await signIn(userId, given(way, secret))));
  };
  const choose = (next: Way) => {
    setWay(next);
    setSecret("");
  };
  return (
    <form class="fields" onSubmit={submit} noValidate>
      <label class="field">
        <span class="field-label">{t.userId}</span>
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
      {way === "password" && (
        <PasswordField
          label={t.password}
          value={secret}
          onInput={setSecret}
          kind="current-password"
          testid="sign-in-password"
        />
      )}
      {way === "code" && (
        <label class="field">
          <span class="field-label">{t.code}</span>
          <input
            data-testid="sign-in-code"
            autocomplete="one-time-code"
            autocapitalize="none"
            spellcheck={false}
            value={secret}
            onInput={(event) => setSecret(event.currentTarget.value)}
          />
          <span class="field-hint">{t.codeHint}</span>
        </label>
      )}
      <ProblemNote problem={problem} />
      <button
        class="button button-primary button-large"
        data-testid="sign-in-submit"
        aria-busy={busy}
      >
        {t.submits[way]}
      </button>
      <div class="ways" role="group" aria-label={t.otherWays}>
        {WAYS.filter((other) => other !== way).map((other) => (
          <button
            key={other}
            type="button"
            class="button button-quiet"
            data-testid={`sign-in-by-${other}`}
            onClick={() => choose(other)}
          >
            {t.ways[other]}
          </button>
        ))}
      </div>
    </form>
  );
}

function given(way: Way, secret: string): Given {
  switch (way) {
    case "fingerprint":
      return "fingerprint";
    case "password":
      return { kind: "password", password: secret };
    case "code":
      return { kind: "registration_code", code: secret };
  }
}
