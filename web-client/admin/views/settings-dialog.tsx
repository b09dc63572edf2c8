// Settings in two steps: change, then look at the version that they would make before it is made.
import { useState } from "preact/hooks";
import type { ParameterView, RulebookView, TextView } from "../../shared/protocol.ts";
import { now_ms } from "../../ui/clock.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { say } from "../../ui/say.ts";
import { me } from "../../ui/session.ts";
import { tell } from "../actions.ts";
import { api } from "../api.ts";
import { dayOf, plusDays } from "../calendar/days.ts";
import { rulebookEn } from "../i18n/rulebook.en.ts";
import { rulebookJa } from "../i18n/rulebook.ja.ts";
import { texts } from "../i18n/texts.ts";
import { useLoaded, useSending } from "../load.ts";
import {
  changesOf,
  figureOf,
  levelOf,
  noSettings,
  settingsOf,
  shownOf,
  unfit,
  type Change,
  type TypedSettings,
  type ValueWords,
} from "../rulebook/settings.ts";
import { Clause } from "./words.tsx";

/** The page's own words for values, in both languages. */
const VALUE_WORDS: ValueWords = {
  on: { ja: rulebookJa.on, en: rulebookEn.on },
  off: { ja: rulebookJa.off, en: rulebookEn.off },
  units: {
    minutes: { ja: rulebookJa.lengthUnits.minutes, en: rulebookEn.lengthUnits.minutes },
    hours: { ja: rulebookJa.lengthUnits.hours, en: rulebookEn.lengthUnits.hours },
    days: { ja: rulebookJa.lengthUnits.days, en: rulebookEn.lengthUnits.days },
    months: { ja: rulebookJa.lengthUnits.months, en: rulebookEn.lengthUnits.months },
    years: { ja: rulebookJa.lengthUnits.years, en: rulebookEn.lengthUnits.years },
  },
};

interface Props {
  book: RulebookView;
  onClose(): void;
  onMade(): void;
}

export function SettingsDialog({ book, onClose, onMade }: Props) {
  const t = texts.value;
  const [typed, setTyped] = useState<TypedSettings>(noSettings);
  const [validFrom, setValidFrom] = useState(plusDays(dayOf(now_ms.value), 1));
  const [preview, setPreview] = useState<Change[] | null>(null);
  const units = useLoaded(api.units, []);
  const { problem, busy, send, forgive } = useSending();
  const own = units.data?.units.find((unit) => unit.id === me.value?.unit);
  const wrong = unfit(book, typed);
  const body = settingsOf(book, typed, levelOf(own), validFrom);
  const nothing = body.parameters.length + body.texts.length === 0;
  const change = (next: TypedSettings) => {
    setTyped(next);
    setPreview(null);
    forgive();
  };
  const look = (event: Event) => {
    event.preventDefault();
    if (wrong.length === 0 && !nothing) setPreview(changesOf(book, typed, VALUE_WORDS));
  };
  const make = () =>
    send(
      () => api.set(book.head.document, body),
      () => {
        tell(t.rulebook.made);
        onMade();
      },
    );
  return (
    <Dialog title={t.rulebook.settings} wide testid="settings" onClose={onClose}>
      <form onSubmit={look} noValidate>
        <div class="dialog-body">
          <label class="field narrow">
            <span class="field-label">{t.rulebook.validFrom}</span>
            <input
              type="date"
              data-testid="settings-from"
              value={validFrom}
              onInput={(event) => {
                setValidFrom(event.currentTarget.value);
                setPreview(null);
              }}
            />
          </label>
          {book.parameters
            .filter((parameter) => parameter.settable)
            .map((parameter) => (
              <ParameterInput
                key={parameter.code}
                parameter={parameter}
                typed={typed.parameters[parameter.code] ?? shownOf(parameter.value)}
                wrong={wrong.includes(parameter.code)}
                onChange={(value) =>
                  change({
                    ...typed,
                    parameters: { ...typed.parameters, [parameter.code]: value },
                  })
                }
              />
            ))}
          {book.texts
            .filter((text) => text.settable)
            .map((text) => (
              <TextInput
                key={text.code}
                text={text}
                typed={typed.texts[text.code] ?? text.label}
                wrong={wrong.includes(text.code)}
                onChange={(value) =>
                  change({ ...typed, texts: { ...typed.texts, [text.code]: value } })
                }
              />
            ))}
          {preview && <Preview changes={preview} validFrom={validFrom} />}
          <ProblemNote problem={problem} />
        </div>
        <footer class="dialog-foot">
          <span class="foot-note quiet">{nothing ? t.rulebook.nothingChanged : ""}</span>
          <button type="button" class="button" onClick={onClose}>
            {t.form.cancel}
          </button>
          <button class="button" data-testid="settings-preview">
            {t.rulebook.preview}
          </button>
          {preview && (
            <button
              type="button"
              class="button button-primary"
              aria-busy={busy}
              data-testid="settings-make"
              onClick={make}
            >
              {t.rulebook.make}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  );
}

interface ParameterProps {
  parameter: ParameterView;
  typed: string;
  wrong: boolean;
  onChange(value: string): void;
}

function ParameterInput({ parameter, typed, wrong, onChange }: ParameterProps) {
  const t = texts.value;
  const { value, code } = parameter;
  const id = `setting-${code}`;
  const figure = value.kind === "period" ? figureOf(value.rule) : null;
  if (value.kind === "period" && figure === null) return null;
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {say(parameter.label)}
      </label>
      <p class="field-hint" id={`${id}-hint`}>
        {t.rulebook.now(say(parameter.words))}
        {parameter.narrower && ` ${t.rulebook.narrower(parameter.narrower)}`}{" "}
        <Clause of={parameter.clause} />
      </p>
      {value.kind === "switch" ? (
        <select
          id={id}
          data-testid={id}
          class="short"
          value={typed}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          <option value="on">{t.rulebook.on}</option>
          <option value="off">{t.rulebook.off}</option>
        </select>
      ) : (
        <div class="with-note">
          <input
            id={id}
            data-testid={id}
            class={value.kind === "words" ? undefined : "short"}
            inputMode={value.kind === "words" ? "text" : "numeric"}
            aria-invalid={wrong}
            aria-describedby={`${id}-hint`}
            value={typed}
            onInput={(event) => onChange(event.currentTarget.value)}
          />
          {figure && <span>{t.rulebook.lengthUnits[figure.unit]}</span>}
          {parameter.unit && <span>{say(parameter.unit)}</span>}
        </div>
      )}
      {wrong && (
        <p class="problem" role="alert">
          <Icon name="alert" />
          {t.rulebook.unfit(parameter.min ?? null, parameter.max ?? null)}
        </p>
      )}
    </div>
  );
}

interface TextProps {
  text: TextView;
  typed: { ja: string; en: string };
  wrong: boolean;
  onChange(value: { ja: string; en: string }): void;
}

function TextInput({ text, typed, wrong, onChange }: TextProps) {
  const t = texts.value;
  return (
    <fieldset class="group" data-testid={`setting-${text.code}`}>
      <legend>
        {t.rulebook.text} <Clause of={text.clause} />
      </legend>
      <label class="field">
        <span class="field-label">日本語</span>
        <textarea
          lang="ja"
          rows={2}
          aria-invalid={wrong}
          value={typed.ja}
          onInput={(event) => onChange({ ...typed, ja: event.currentTarget.value })}
        />
      </label>
      <label class="field">
        <span class="field-label" lang="en">
          English
        </span>
        <textarea
          lang="en"
          rows={2}
          aria-invalid={wrong}
          value={typed.en}
          onInput={(event) => onChange({ ...typed, en: event.currentTarget.value })}
        />
      </label>
    </fieldset>
  );
}

interface PreviewProps {
  changes: readonly Change[];
  validFrom: string;
}

function Preview({ changes, validFrom }: PreviewProps) {
  const t = texts.value;
  return (
    <section class="note preview" aria-label={t.rulebook.previewTitle} data-testid="preview">
      <div>
        <h3>{t.rulebook.previewTitle}</h3>
        <p>{t.rulebook.fromDay(validFrom)}</p>
        <ul>
          {changes.map((change) => (
            <li key={change.code}>
              {say(change.label)}: <del>{say(change.before)}</del> → <ins>{say(change.after)}</ins>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
