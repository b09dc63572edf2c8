import { useState } from "preact/hooks";
import type { Told } from "../flow";
import { WORDS_MAX } from "../limits";
import type { Model } from "./app";
import { focusOnce } from "./notice";
import { type Chosen, PurposeField } from "./purpose";
import { Trouble, failureOf } from "./told";

interface ReportProperties {
  /** The use that is reported afterwards, whose purpose was told at its start; null beforehand (VR-5.1.2). */
  after: string | null;
  model: Model;
  onDone: () => void;
  onClose: () => void;
}

export function ReportForm({ after, model, onDone, onClose }: ReportProperties) {
  const t = model.words.report;
  const [title, lead] = after === null ? t.before : t.after;
  const [chosen, setChosen] = useState<Chosen>({ purpose: null, reason: "" });
  const [said, setSaid] = useState("");
  const [refused, setRefused] = useState<Told | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const body = {
      ...(chosen.purpose ? { purpose: chosen.purpose } : {}),
      ...(chosen.reason.trim() ? { reason: chosen.reason.trim() } : {}),
      ...(said.trim() ? { words: said.trim() } : {}),
    };
    model
      .act(after === null ? "uses" : `uses/${after}/report`, body)
      .then(onDone, (error: unknown) => setRefused(failureOf(error, model)))
      .finally(() => setBusy(false));
  };
  return (
    <form class="form" onSubmit={submit} noValidate>
      <h1 tabIndex={-1} ref={focusOnce}>
        {title}
      </h1>
      <p>{lead}</p>
      {after === null && <PurposeField chosen={chosen} model={model} onChange={setChosen} />}
      <label class="field">
        <span>{t.words}</span>
        <textarea
          name="words"
          rows={3}
          maxLength={WORDS_MAX}
          value={said}
          onInput={({ currentTarget }) => setSaid(currentTarget.value)}
        />
      </label>
      <div class="thumb">
        <Trouble told={refused} model={model} />
        <div class="two">
          <button type="button" class="second" onClick={onClose}>
            {t.back}
          </button>
          <button class="primary" aria-busy={busy}>
            {t.send}
          </button>
        </div>
      </div>
    </form>
  );
}
