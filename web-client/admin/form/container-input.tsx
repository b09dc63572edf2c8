// Material that is sealed here before it goes anywhere: the field holds the id that the server gave to
// the container. The password stays on this screen, to be told by another way.
import { useState } from "preact/hooks";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { api } from "../api.ts";
import { newPassword, weaknessOf } from "../exchange/password.ts";
import { seal } from "../exchange/seal.ts";
import { texts } from "../i18n/texts.ts";
import { SEALED_HERE_BYTES_MAX } from "../limits.ts";
import { useSending } from "../load.ts";
import type { InputProps } from "./field.tsx";
import { textOf } from "./values.ts";

export function ContainerInput({ field, typed, id, invalid, describedBy, onChange }: InputProps) {
  const t = texts.value.exchange;
  const { problem, busy, send } = useSending();
  const [file, setFile] = useState<File | null>(null);
  const [password, setPassword] = useState("");
  const [sealedWith, setSealedWith] = useState("");
  const value = textOf(typed, field.code);
  const tooLarge = file !== null && file.size > SEALED_HERE_BYTES_MAX;
  const weakness = weaknessOf(password);
  const ready = file !== null && !tooLarge && weakness === null;
  const put = () => {
    if (file === null || !ready) return;
    send(
      async () => {
        const bytes = new Uint8Array(await file.arrayBuffer());
        const page = await api.containerPage();
        return api.keepContainer(await seal(page, password, { name: file.name, bytes }));
      },
      (kept) => {
        setSealedWith(password);
        setPassword("");
        setFile(null);
        onChange(field.code, kept.id);
      },
    );
  };
  if (value !== "") {
    return (
      <div class="file-field">
        <p class="chosen">
          <Icon name="shield" small />
          <strong data-testid={`${id}-sealed`}>{t.sealed}</strong>
          <button type="button" class="button button-quiet" onClick={() => onChange(field.code, "")}>
            {texts.value.form.clear}
          </button>
        </p>
        {sealedWith !== "" && (
          <>
            <p>
              {t.passwordIs} <code class="hash">{sealedWith}</code>
              <CopyButton text={sealedWith} label={t.copyPassword} />
            </p>
            <p class="note note-warning">
              <Icon name="alert" />
              <span>{t.tellApart}</span>
            </p>
          </>
        )}
      </div>
    );
  }
  return (
    <div class="file-field">
      <input
        id={id}
        type="file"
        aria-invalid={invalid}
        aria-describedby={describedBy}
        onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)}
      />
      {tooLarge && (
        <p class="problem" role="alert">
          <Icon name="alert" />
          {texts.value.form.fileTooLarge(SEALED_HERE_BYTES_MAX / (1024 * 1024))}
        </p>
      )}
      <label class="field-label" for={`${id}-password`}>
        {t.password}
      </label>
      <input
        id={`${id}-password`}
        type="text"
        autocomplete="off"
        spellcheck={false}
        value={password}
        aria-describedby={`${id}-strength`}
        onInput={(event) => setPassword(event.currentTarget.value)}
      />
      <p class="field-hint" id={`${id}-strength`} role="status">
        {password === "" ? t.passwordHint : weakness === null ? t.strong : t.weak[weakness]}
      </p>
      <p class="reload">
        <button type="button" class="button" onClick={() => setPassword(newPassword())}>
          {t.makePassword}
        </button>{" "}
        <button
          type="button"
          class="button button-primary"
          aria-busy={busy}
          disabled={!ready}
          data-testid={`${id}-seal`}
          onClick={put}
        >
          <Icon name="shield" small />
          {t.seal}
        </button>
      </p>
      <ProblemNote problem={problem} />
    </div>
  );
}
