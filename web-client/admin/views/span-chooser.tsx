import { useState } from "preact/hooks";
import { now_ms } from "../../ui/clock.ts";
import { dayOf } from "../calendar/days.ts";
import { texts } from "../i18n/texts.ts";
import { flawOf, PRESETS, spanOf, type Span } from "../statistics/spans.ts";

interface Props {
  span: Span;
  onChoose(span: Span): void;
}

/** Usual periods by one press, any other by its two days. */
export function SpanChooser({ span, onChoose }: Props) {
  const t = texts.value.statistics;
  const [typed, setTyped] = useState(span);
  const [tried, setTried] = useState(false);
  const flaw = flawOf(typed);
  const take = (chosen: Span) => {
    setTyped(chosen);
    setTried(false);
    onChoose(chosen);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (flaw === null) take(typed);
    else setTried(true);
  };
  return (
    <div class="span-chooser no-print">
      <div class="row-tools" role="group" aria-label={t.period}>
        {PRESETS.map((preset) => {
          const own = spanOf(preset, dayOf(now_ms.value));
          const here = own.from === span.from && own.to === span.to;
          return (
            <button
              key={preset}
              type="button"
              class="button"
              aria-pressed={here}
              data-testid={`span-${preset}`}
              onClick={() => take(own)}
            >
              {t.presets[preset]}
            </button>
          );
        })}
      </div>
      <form class="span-form" onSubmit={submit} noValidate>
        {(["from", "to"] as const).map((end) => (
          <label key={end} class="field">
            <span class="field-label">{t[end]}</span>
            <input
              type="date"
              value={typed[end]}
              data-testid={`span-${end}`}
              aria-invalid={tried && flaw !== null}
              aria-describedby={tried && flaw !== null ? "span-flaw" : undefined}
              onInput={(event) => setTyped({ ...typed, [end]: event.currentTarget.value })}
            />
          </label>
        ))}
        <button type="submit" class="button button-primary" data-testid="span-show">
          {t.show}
        </button>
      </form>
      {tried && flaw !== null && (
        <p class="field-flaw" id="span-flaw" role="alert">
          {t.flaws[flaw]}
        </p>
      )}
    </div>
  );
}
