// The one copy of an approved provision (CC-3.3.イ-2): taken once, then compared file by file with
// the hashes that stand in it.
import { useState } from "preact/hooks";
import type { CaseView } from "../../shared/protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { tell } from "../actions.ts";
import { api } from "../api.ts";
import { checked, save, type CheckedFile } from "../footage/copy.ts";
import { texts } from "../i18n/texts.ts";
import { useSending } from "../load.ts";
import { Moment } from "./words.tsx";

/** The state in which the copy waits, and the step that the server takes when it is fetched. */
const READY = "ready";
const TAKE_COPY = "take_copy";

interface Props {
  view: CaseView;
  onTaken(): void;
}

export function CopyPanel({ view, onTaken }: Props) {
  const t = texts.value;
  const { problem, busy, send } = useSending();
  const [files, setFiles] = useState<CheckedFile[] | null>(null);
  const taken = view.done.find((done) => done.step === TAKE_COPY);
  if (view.state.code !== READY && taken === undefined) return null;
  const take = () =>
    send(
      async () => {
        const archive = await api.takeCopy(view.id);
        save(archive, `${view.number}.tar`);
        return checked(archive);
      },
      (found) => {
        setFiles(found);
        tell(t.footage.copyTaken);
        onTaken();
      },
    );
  return (
    <section class="part no-print" aria-labelledby="copy" data-testid="copy">
      <h2 id="copy">{t.footage.copy}</h2>
      {taken === undefined ? (
        <>
          <p class="page-lead">{t.footage.copyLead}</p>
          <button
            type="button"
            class="button button-primary"
            aria-busy={busy}
            data-testid="take-copy"
            onClick={take}
          >
            <Icon name="download" small />
            {t.footage.takeCopy}
          </button>
        </>
      ) : (
        <p class="note" data-testid="copy-taken">
          <Icon name="check" />
          <span>
            {t.footage.copyTaken} <Moment at={taken.at} /> {taken.by?.name}
          </span>
        </p>
      )}
      <ProblemNote problem={problem} />
      {files !== null && <Hashes files={files} />}
    </section>
  );
}

function Hashes({ files }: { files: readonly CheckedFile[] }) {
  const t = texts.value;
  if (files.length === 0) return <p class="row-note">{t.footage.copyUnchecked}</p>;
  return (
    <ul class="rows">
      {files.map((file) => (
        <li
          key={file.name}
          class="row-card"
          data-testid="copied-file"
          data-same={file.same}
          data-sha256={file.sha256}
        >
          <strong>{file.name}</strong>
          <span class="row-note">
            <Icon name={file.same ? "check" : "alert"} small />
            {file.same ? t.footage.hashSame : t.footage.hashOther}
          </span>
          <code class="hash">{file.sha256}</code>
        </li>
      ))}
    </ul>
  );
}
