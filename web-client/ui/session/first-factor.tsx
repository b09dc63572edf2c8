// Somebody came in with a one-time code: a factor of the own comes before anything else.
import { useEffect, useState } from "preact/hooks";
import type { Credentials, Me } from "../../shared/protocol.ts";
import { words } from "../language.ts";
import { sessionApi } from "./api.ts";
import { FingerprintForm } from "./fingerprint-form.tsx";
import { PasswordForm } from "./password-form.tsx";

export function FirstFactor({ person, onEnter }: { person: Me; onEnter(me: Me): void }) {
  const t = words.value.factors;
  const [known, setKnown] = useState<Credentials | null>(null);
  useEffect(() => {
    void sessionApi.credentials().then(setKnown, () => undefined);
  }, []);
  const done = async () => onEnter(await sessionApi.me());
  return (
    <div class="fields" data-testid="first-factor">
      <h1>{t.firstTitle}</h1>
      <p class="lead">{t.firstLead(person.name)}</p>
      <FingerprintForm userId={person.user_id} onDone={done} />
      {known?.password_until !== undefined && (
        <PasswordForm userId={person.user_id} until={known.password_until} onDone={done} />
      )}
    </div>
  );
}
