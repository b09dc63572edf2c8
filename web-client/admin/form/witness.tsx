// A witness signs in beside the one who acts; nobody is named a witness by another's typing.
import type { WitnessSignIn } from "../../shared/protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { words } from "../../ui/language.ts";
import { proveBeside } from "../../ui/session/api.ts";
import { texts } from "../i18n/texts.ts";

export const WITNESS_WAYS = ["fingerprint", "password"] as const;

export interface TypedWitness {
  user_id: string;
  way: (typeof WITNESS_WAYS)[number];
  password: string;
}

export const emptyWitness: TypedWitness = { user_id: "", way: "fingerprint", password: "" };

export function isWhole({ user_id, way, password }: TypedWitness): boolean {
  return user_id.trim() !== "" && (way === "fingerprint" || password !== "");
}

/** Asks for the finger where there is no password, so it comes last, when the form is whole. */
export function witnessOf({ user_id, way, password }: TypedWitness): Promise<WitnessSignIn> {
  return proveBeside(user_id, way === "fingerprint" ? way : { kind: "password", password });
}

interface Props {
  typed: TypedWitness;
  missing: boolean;
  onChange(witness: TypedWitness): void;
}

export function Witness({ typed, missing, onChange }: Props) {
  const t = texts.value;
  const change = (part: Partial<TypedWitness>) => onChange({ ...typed, ...part });
  return (
    <fieldset class="group witness">
      <legend>{t.form.witness}</legend>
      <p class="field-hint">{t.form.witnessHint}</p>
      <div class="pair">
        <label class="field">
          <span class="field-label">{words.value.signIn.userId}</span>
          <input
            data-testid="witness-user-id"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            aria-invalid={missing && typed.user_id.trim() === ""}
            value={typed.user_id}
            onInput={(event) => change({ user_id: event.currentTarget.value })}
          />
        </label>
        {typed.way === "password" && (
          <label class="field">
            <span class="field-label">{words.value.signIn.password}</span>
            <input
              data-testid="witness-password"
              type="password"
              autocomplete="off"
              aria-invalid={missing && typed.password === ""}
              value={typed.password}
              onInput={(event) => change({ password: event.currentTarget.value })}
            />
          </label>
        )}
      </div>
      <div class="ways" role="radiogroup" aria-label={t.form.witnessWay}>
        {WITNESS_WAYS.map((way) => (
          <label key={way} class="check">
            <input
              type="radio"
              name="witness-way"
              data-testid={`witness-by-${way}`}
              checked={typed.way === way}
              onChange={() => change({ way, password: "" })}
            />
            <span>{t.form.witnessWays[way]}</span>
          </label>
        ))}
      </div>
      {missing && (
        <p class="problem" role="alert">
          <Icon name="alert" />
          {t.form.witnessMissing}
        </p>
      )}
    </fieldset>
  );
}
