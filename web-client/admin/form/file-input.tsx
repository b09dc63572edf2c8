// A file goes to the server when it is chosen; the field holds the id that it got.
import { useState } from "preact/hooks";
import type { CaseFile } from "../../shared/protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { api, caseFileUrl } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { CASE_FILE_BYTES_MAX } from "../limits.ts";
import { useSending } from "../load.ts";
import type { InputProps } from "./field.tsx";
import { textOf } from "./values.ts";

export function FileInput({ field, typed, names, id, invalid, describedBy, onChange }: InputProps) {
  const t = texts.value;
  const { problem, busy, send } = useSending();
  const [stored, setStored] = useState<CaseFile | null>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const value = textOf(typed, field.code);
  const choose = (file: File | undefined) => {
    if (!file) return;
    const large = file.size > CASE_FILE_BYTES_MAX;
    setTooLarge(large);
    if (large) return;
    send(
      () => api.storeFile(file),
      (kept) => {
        setStored(kept);
        onChange(field.code, kept.id);
      },
    );
  };
  const name = stored?.id === value ? stored.name : (names[value] ?? t.form.fileKept);
  return (
    <div class="file-field">
      {value !== "" && (
        <p class="chosen">
          <Icon name="document" small />
          <a href={caseFileUrl(value)} data-testid={`${id}-file`}>
            {name}
          </a>
          <button
            type="button"
            class="button button-quiet"
            onClick={() => onChange(field.code, "")}
          >
            {t.form.clear}
          </button>
        </p>
      )}
      <input
        id={id}
        type="file"
        aria-invalid={invalid}
        aria-describedby={describedBy}
        onChange={(event) => choose(event.currentTarget.files?.[0])}
      />
      <p class="field-hint" role="status">
        {busy && t.form.storing}
        {stored?.id === value && value !== "" && t.form.stored(stored.sha256.slice(0, 16))}
      </p>
      {tooLarge && (
        <p class="problem" role="alert">
          <Icon name="alert" />
          {t.form.fileTooLarge(CASE_FILE_BYTES_MAX / (1024 * 1024))}
        </p>
      )}
      <ProblemNote problem={problem} />
    </div>
  );
}
