import { useState } from "preact/hooks";
import { words } from "../language.ts";

interface Props {
  label: string;
  value: string;
  onInput(value: string): void;
  /** A new password is offered to be kept, a current one to be filled in. */
  kind: "current-password" | "new-password";
  testid: string;
}

export function PasswordField({ label, value, onInput, kind, testid }: Props) {
  const [shown, setShown] = useState(false);
  const attributes = {
    "data-testid": testid,
    name: "password",
    autocomplete: kind,
    value,
    onInput: (event: { currentTarget: HTMLInputElement }) => onInput(event.currentTarget.value),
  } as const;
  return (
    <>
      <label class="field">
        <span class="field-label">{label}</span>
        {shown ? <input {...attributes} type="text" /> : <input {...attributes} type="password" />}
      </label>
      <label class="check check-plain">
        <input
          type="checkbox"
          checked={shown}
          onChange={(event) => setShown(event.currentTarget.checked)}
        />
        <span>{words.value.signIn.show}</span>
      </label>
    </>
  );
}
