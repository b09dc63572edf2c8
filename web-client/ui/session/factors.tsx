// The own factors: what is registered, since when, used when; and how to change them.
import { useEffect, useState } from "preact/hooks";
import type { CredentialLine, Credentials } from "../../shared/protocol.ts";
import { language, words } from "../language.ts";
import { ProblemNote } from "../problem.tsx";
import { sessionApi } from "./api.ts";
import { FingerprintForm } from "./fingerprint-form.tsx";
import { PasswordForm } from "./password-form.tsx";
import { useTask } from "./use-task.ts";

export function Factors() {
  const t = words.value.factors;
  const [known, setKnown] = useState<Credentials | null>(null);
  const { problem, busy, run } = useTask();
  const load = async () => setKnown(await sessionApi.credentials());
  useEffect(() => {
    void run(load);
  }, []);
  if (known === null) return <ProblemNote problem={problem} />;
  const running = known.lines.filter((line) => line.revoked === undefined);
  const revoke = (line: CredentialLine) =>
    run(async () => setKnown(await sessionApi.revoke(line.id)));
  return (
    <div class="factors" aria-busy={busy}>
      <p class="quiet">{t.othersEnd}</p>
      <ul class="factor-list">
        {running.map((line) => (
          <li key={line.id} data-testid="factor" data-kind={line.kind}>
            <div>
              <strong>{line.kind === "biometric" ? line.name : t.kinds.password}</strong>
              <span class="quiet">{times(line)}</span>
            </div>
            <button
              type="button"
              class="button button-quiet"
              data-testid="factor-revoke"
              onClick={() => void revoke(line)}
            >
              {t.revoke}
            </button>
          </li>
        ))}
      </ul>
      <ProblemNote problem={problem} />
      <h3>{t.addFingerprint}</h3>
      <FingerprintForm userId={known.user_id} onDone={load} />
      {known.password_until !== undefined && (
        <>
          <h3>{t.changePassword}</h3>
          <PasswordForm userId={known.user_id} until={known.password_until} onDone={load} />
        </>
      )}
    </div>
  );
}

function times(line: CredentialLine): string {
  const t = words.value.factors;
  const day = new Intl.DateTimeFormat(language.value, { dateStyle: "medium", timeStyle: "short" });
  const said = [t.registered(day.format(line.registered))];
  if (line.changed !== undefined) said.push(t.changed(day.format(line.changed)));
  if (line.last_used !== undefined) said.push(t.used(day.format(line.last_used)));
  return said.join(" ");
}
