// One recording on its way in.
import { useState } from "preact/hooks";
import { now_ms } from "../../ui/clock.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { localSecondOf, momentOf } from "../calendar/days.ts";
import { flawOfSpan, isOpen, type Item } from "../footage/batch.ts";
import type { Span } from "../footage/recorded.ts";
import { texts } from "../i18n/texts.ts";

interface Props {
  item: Item;
  busy: boolean;
  onSpan(span: Span): void;
  onRemove(): void;
}

export function ImportRow({ item, busy, onSpan, onRemove }: Props) {
  const t = texts.value;
  const { file, span } = item;
  const flaw = flawOfSpan(span, now_ms.value);
  const editable = isOpen(item) && !busy;
  return (
    <li class="row-card" data-testid="import-item" data-progress={item.progress.at}>
      <strong class="row-title">{file.name}</strong>
      <span class="row-note">{t.footage.megabytes(file.size / (1024 * 1024))}</span>
      {isOpen(item) && (
        <>
          <div class="import-times">
            <Time
              label={t.footage.from}
              at={span.from}
              testid="import-from"
              disabled={!editable}
              onChange={(from) => onSpan({ ...span, from })}
            />
            <Time
              label={t.footage.to}
              at={span.to}
              testid="import-to"
              disabled={!editable}
              onChange={(to) => onSpan({ ...span, to })}
            />
            <button
              type="button"
              class="button button-quiet"
              aria-label={t.footage.removeOf(file.name)}
              disabled={!editable}
              onClick={onRemove}
            >
              {t.form.clear}
            </button>
          </div>
          <p class="field-hint">
            {flaw === null ? t.footage.checkTimes : t.footage.spanFlaws[flaw]}
          </p>
        </>
      )}
      <Outcome item={item} />
    </li>
  );
}

function Outcome({ item: { progress, file } }: { item: Item }) {
  const t = texts.value;
  switch (progress.at) {
    case "ready":
      return null;
    case "waiting":
      return <p class="row-note">{t.footage.waiting}</p>;
    case "sending":
      return (
        <div class="with-note">
          <progress
            max={100}
            value={progress.percent}
            aria-label={t.footage.sendingOf(file.name)}
            data-testid="import-progress"
          />
          <span class="quiet">{progress.percent}%</span>
        </div>
      );
    case "refused":
      return <ProblemNote problem={progress.problem} />;
    case "stored":
      return (
        <p
          class={progress.same === false ? "problem" : "note"}
          role="status"
          data-testid="import-stored"
          data-same={String(progress.same)}
        >
          <Icon name={progress.same === false ? "alert" : "check"} />
          <span>
            {progress.same === null
              ? t.footage.storedUnhashed
              : progress.same
                ? t.footage.storedSame
                : t.footage.storedOther}
            <code class="hash">{progress.line.sha256}</code>
          </span>
        </p>
      );
  }
}

interface TimeProps {
  label: string;
  at: number;
  testid: string;
  disabled: boolean;
  onChange(at: number): void;
}

function Time({ label, at, testid, disabled, onChange }: TimeProps) {
  const [typed, setTyped] = useState(() => localSecondOf(at));
  return (
    <label class="field">
      <span class="field-label">{label}</span>
      <input
        type="datetime-local"
        step="1"
        data-testid={testid}
        disabled={disabled}
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          const moment = momentOf(event.currentTarget.value);
          if (moment !== null) onChange(moment);
        }}
      />
    </label>
  );
}
