import type { StaffPurpose } from "../../shared/protocol";
import { WORDS_MAX } from "../limits";
import type { Model } from "./app";

export interface Chosen {
  purpose: StaffPurpose | null;
  reason: string;
}

interface PurposeProperties {
  chosen: Chosen;
  model: Model;
  onChange: (chosen: Chosen) => void;
}

const PURPOSES: readonly StaffPurpose[] = ["initial_response", "exception"];

/** Two large choices; an exception needs its reason (VR-5.2.1). */
export function PurposeField({ chosen, model, onChange }: PurposeProperties) {
  const t = model.words.ready;
  return (
    <fieldset class="purposes">
      <legend>{t.purpose}</legend>
      <div class="choices">
        {PURPOSES.map((purpose) => (
          <label key={purpose} class="choice">
            <input
              type="radio"
              name="purpose"
              value={purpose}
              checked={chosen.purpose === purpose}
              onChange={() => onChange({ ...chosen, purpose })}
            />
            <span>
              <b>{t.purposes[purpose][0]}</b>
              <small>{t.purposes[purpose][1]}</small>
            </span>
          </label>
        ))}
      </div>
      {chosen.purpose === "exception" && <ReasonField reason={chosen.reason} model={model} onChange={(reason) => onChange({ ...chosen, reason })} />}
    </fieldset>
  );
}

export function ReasonField({ reason, model, onChange }: { reason: string; model: Model; onChange: (reason: string) => void }) {
  return (
    <label class="field">
      <span>{model.words.ready.reason}</span>
      <textarea
        name="reason"
        rows={2}
        maxLength={WORDS_MAX}
        value={reason}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
    </label>
  );
}
