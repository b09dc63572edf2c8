// A witness signs in beside the one who acts; nobody is named a witness by another's typing.
import type { WitnessSignIn } from "../../shared/protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { words } from "../../ui/language.ts";
import { texts } from "../i18n/texts.ts";

export interface TypedWitness {
  user_id: string;
  password: string;
}

export const emptyWitness: TypedWitness = { user_id: "", password: "" };

export function isWhole(witness: TypedWitness): boolean {
  return witness.user_id.trim() !== "" && witness.password !== "";
}

export function witnessOf({ user_id, password }: TypedWitness): WitnessSignIn {
  return { user_id: user_id.trim(), factor: { kind: "password", password } };
}

interface Props {
  typed: TypedWitness;
  missing: boolean;
  onChange(witness: TypedWitness): void;
}

export function Witness({ typed, missing, onChange }: Props) {
  const t = texts.value;
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
            onInput={(event) => onChange({ ...typed, user_id: event.currentTarget.value })}
          />
        </label>
        <label class="field">
          <span class="field-label">{words.value.signIn.password}</span>
          <input
            data-testid="witness-password"
            type="password"
            autocomplete="off"
            aria-invalid={missing && typed.password === ""}
            value={typed.password}
            onInput={(event) => onChange({ ...typed, password: event.currentTarget.value })}
          />
        </label>
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
