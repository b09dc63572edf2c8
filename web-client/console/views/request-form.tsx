import { useEffect, useRef, useState } from "preact/hooks";
import type { Language, Prepare, Prepared, Problem } from "../../shared/protocol.ts";
import { asProblem } from "../../ui/http.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { AddressField, Check, NumberField, TextField } from "./fields.tsx";
import { closeDialog } from "./dialog.tsx";
import { GatewayHint } from "./gateway-banner.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { fieldOf, ofWay, wayOf, type FormField, type Way } from "../request-fields.ts";

const LANGUAGES: readonly Language[] = ["ja", "ja-easy", "en", "zh", "ko", "vi", "pt"];

interface Props {
  form: Prepare;
  onChange(change: Partial<Prepare>): void;
  onPrepared(prepared: Prepared): void;
}

export function RequestForm({ form, onChange, onPrepared }: Props) {
  const t = texts.value;
  const { problem, busy, prepare, element, forgive } = usePrepare(form, onPrepared);
  const change = (part: Partial<Prepare>) => {
    forgive();
    onChange(part);
  };
  const refused = (field: FormField) => (problem && fieldOf(problem) === field ? problem : null);
  return (
    <form ref={element} onSubmit={prepare} noValidate>
      <div class="dialog-body request-grid">
        <fieldset class="group">
          <legend>{t.request.confirmations}</legend>
          <Check
            name="safety_confirmed"
            label={t.request.safety}
            form={form}
            onChange={change}
            problem={refused("safety_confirmed")}
            autofocus
          />
          <Check
            name="camera_confirmed"
            label={t.request.camera}
            form={form}
            onChange={change}
            problem={refused("camera_confirmed")}
          />
          {wayOf(form) === "presented" && (
            <Check
              name="number_presented"
              label={t.request.presented}
              form={form}
              onChange={change}
              problem={refused("number_presented")}
            />
          )}
        </fieldset>
        {!form.exercise && (
          <fieldset class="group">
            <legend>{t.request.report}</legend>
            <Check
              name="reported_to_manager"
              label={t.request.reported}
              form={form}
              onChange={change}
              problem={refused("reported_to_manager")}
            />
            {!form.reported_to_manager && (
              <TextField
                name="no_report_reason"
                label={t.request.noReport}
                hint={t.request.noReportHint}
                form={form}
                onChange={change}
              />
            )}
          </fieldset>
        )}
        {wayOf(form) !== "email" && (
          <GatewayHint
            onMail={(email_reason) => change({ ...ofWay("email"), email_reason })}
          />
        )}
        <WayField form={form} onChange={change} refused={refused} />
        {wayOf(form) === "email" ? (
          <AddressField form={form} onChange={change} problem={refused("destination")} />
        ) : (
          <NumberField form={form} onChange={change} problem={refused("destination")} />
        )}
        <div class="pair">
          <TextField
            name="calling_number"
            label={t.request.calling}
            hint={t.request.callingHint}
            form={form}
            onChange={change}
            optional
            phone
          />
          <LanguageField form={form} onChange={change} />
        </div>
        <TextField
          name="case_number"
          label={t.calls.caseNumber}
          hint={t.calls.caseNumberHint}
          form={form}
          onChange={change}
          optional
          problem={refused("case_number")}
        />
        <TextField
          name="note"
          label={t.request.note}
          hint={t.request.noteHint}
          form={form}
          onChange={change}
          optional
          problem={refused("note")}
        />
        <div class="group">
          <Check
            name="exercise"
            label={t.exercise.option}
            form={form}
            onChange={change}
            problem={null}
          />
          <p class="quiet">{t.exercise.optionHint}</p>
        </div>
        <ProblemNote problem={refused("form")} />
      </div>
      <footer class="dialog-foot">
        <button type="button" class="button" onClick={closeDialog}>
          {t.common.cancel}
        </button>
        <button class="button button-primary" data-testid="prepare" aria-busy={busy}>
          {t.request.prepare}
        </button>
      </footer>
    </form>
  );
}

const WAYS: readonly Way[] = ["presented", "voice", "email"];

interface WayProps extends Pick<Props, "form" | "onChange"> {
  refused(field: FormField): Problem | null;
}

/** SMS to the number presented is the rule; both other ways need a reason (VR-4.1.1b, VR-4.1.3a). */
function WayField({ form, onChange, refused }: WayProps) {
  const t = texts.value;
  const now = wayOf(form);
  return (
    <fieldset class="group">
      <legend>{t.request.way}</legend>
      <div class="choices">
        {WAYS.map((way) => (
          <label key={way} class="check">
            <input
              type="radio"
              name="way"
              value={way}
              data-testid={`way-${way}`}
              checked={way === now}
              onChange={() => onChange(ofWay(way))}
            />
            <span>{t.request.ways[way]}</span>
          </label>
        ))}
      </div>
      {now === "voice" && (
        <>
          <TextField
            name="voice_reason"
            label={t.request.voiceReason}
            hint={t.request.voiceReasonHint}
            form={form}
            onChange={onChange}
            problem={refused("voice_reason")}
          />
          <Check
            name="read_back"
            label={t.request.readBack}
            form={form}
            onChange={onChange}
            problem={refused("read_back")}
          />
        </>
      )}
      {now === "email" && (
        <TextField
          name="email_reason"
          label={t.request.emailReason}
          hint={t.request.emailReasonHint}
          form={form}
          onChange={onChange}
          problem={refused("email_reason")}
        />
      )}
    </fieldset>
  );
}

function LanguageField({ form, onChange }: Pick<Props, "form" | "onChange">) {
  const t = texts.value;
  return (
    <label class="field">
      <span class="field-label">{t.request.language}</span>
      <select
        data-testid="request-language"
        value={form.language ?? "ja"}
        onChange={(event) =>
          onChange({
            language: LANGUAGES.find((name) => name === event.currentTarget.value) ?? "ja",
          })
        }
      >
        {LANGUAGES.map((name) => (
          <option key={name} value={name}>
            {t.names.language[name]}
          </option>
        ))}
      </select>
    </label>
  );
}

function usePrepare(form: Prepare, onPrepared: (prepared: Prepared) => void) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (!problem) return;
    element.current?.querySelector<HTMLElement>("[aria-invalid='true']")?.focus();
  }, [problem]);
  const prepare = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    try {
      onPrepared(await api.prepare(form));
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };
  return {
    problem,
    busy,
    element,
    forgive: () => setProblem(null),
    prepare: (event: Event) => void prepare(event),
  };
}
