// The one copy of a permitted export (VR-9a): saved once, with a password that is shown once, and
// the receipt that stays.
import { useState } from "preact/hooks";
import type { CaseView } from "../../shared/protocol.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { tell } from "../actions.ts";
import { api } from "../api.ts";
import { save } from "../footage/copy.ts";
import { hashOf } from "../footage/upload.ts";
import { texts } from "../i18n/texts.ts";
import { HASHED_HERE_BYTES_MAX } from "../limits.ts";
import { useSending } from "../load.ts";
import { Moment } from "./words.tsx";

const PERMITTED = "permitted";
const TAKE_COPY = "take_copy";

interface Props {
  view: CaseView;
  onTaken(): void;
}

interface Saved {
  password: string;
  /** Nothing where the file is too large to be read here. */
  sha256: string | null;
}

export function SavingPanel({ view, onTaken }: Props) {
  const t = texts.value.saving;
  const { problem, busy, send } = useSending();
  const [saved, setSaved] = useState<Saved | null>(null);
  const taken = view.done.find((done) => done.step === TAKE_COPY);
  if (view.state.code !== PERMITTED && taken === undefined) return null;
  const take = () =>
    send(
      async () => {
        const { archive, password } = await api.saveReport(view.id);
        save(archive, `${view.number}-1.genba`);
        const small = archive.size <= HASHED_HERE_BYTES_MAX;
        return { password, sha256: small ? ((await hashOf(archive)) ?? null) : null };
      },
      (done) => {
        setSaved(done);
        tell(t.saved);
        onTaken();
      },
    );
  return (
    <section class="part" aria-labelledby="saving" data-testid="saving">
      <h2 id="saving">{taken ? t.receipt : t.title}</h2>
      {taken === undefined ? (
        <div class="no-print">
          <p class="page-lead">{t.lead}</p>
          <button
            type="button"
            class="button button-primary"
            aria-busy={busy}
            data-testid="save-report"
            onClick={take}
          >
            <Icon name="download" small />
            {t.save}
          </button>
        </div>
      ) : (
        <Receipt view={view} by={taken.by?.name ?? ""} at={taken.at} />
      )}
      <ProblemNote problem={problem} />
      {saved !== null && <Password saved={saved} told={String(view.values.archive_sha256 ?? "")} />}
    </section>
  );
}

function Receipt({ view, by, at }: { view: CaseView; by: string; at: number }) {
  const t = texts.value.saving;
  return (
    <>
      <p class="note" data-testid="saved">
        <Icon name="check" />
        <span>
          {t.saved} <Moment at={at} /> {by}
        </span>
      </p>
      <dl class="facts">
        <div>
          <dt>{t.copyNumber}</dt>
          <dd>{String(view.values.copy ?? "")}</dd>
        </div>
        <div>
          <dt>{t.hash}</dt>
          <dd>
            <code class="hash" data-testid="receipt-hash">
              {String(view.values.archive_sha256 ?? "")}
            </code>
          </dd>
        </div>
      </dl>
      <p class="row-note">{t.verify}</p>
    </>
  );
}

function Password({ saved, told }: { saved: Saved; told: string }) {
  const t = texts.value.saving;
  const same = saved.sha256 === told;
  return (
    <div class="no-print">
      <h3>{t.password}</h3>
      <p>
        <code class="hash" data-testid="export-password">
          {saved.password}
        </code>
        <CopyButton text={saved.password} label={t.copyPassword} />
      </p>
      <p class="note">
        <Icon name="alert" />
        <span>{t.passwordOnce}</span>
      </p>
      {saved.sha256 === null ? (
        <p class="row-note">{t.unchecked}</p>
      ) : (
        told !== "" && (
          <p class="row-note" data-testid="hash-compared" data-same={same}>
            <Icon name={same ? "check" : "alert"} small />
            {same ? t.sameHash : t.otherHash}
          </p>
        )
      )}
    </div>
  );
}
