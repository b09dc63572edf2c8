import { useState } from "preact/hooks";
import type { UnitId } from "../../shared/protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { UnitName } from "../../ui/unit-name.tsx";
import { tell } from "../actions.ts";
import { api } from "../api.ts";
import { TextField } from "../form/plain-fields.tsx";
import { texts } from "../i18n/texts.ts";
import { useLoaded, useSending } from "../load.ts";
import { FormDialog } from "./form-dialog.tsx";

interface Props {
  onClose(): void;
  onSent(): void;
}

export function CircularDialog({ onClose, onSent }: Props) {
  const t = texts.value;
  const [title, setTitle] = useState("");
  const [body, setBody] = useState("");
  const [chosen, setChosen] = useState<readonly UnitId[]>([]);
  const [tried, setTried] = useState(false);
  const units = useLoaded(api.units, []);
  const sending = useSending();
  const toggle = (unit: UnitId, on: boolean) =>
    setChosen(on ? [...chosen, unit] : chosen.filter((other) => other !== unit));
  const submit = () => {
    setTried(true);
    if (chosen.length === 0) return;
    sending.send(
      () => api.sendCircular({ title: title.trim(), body: body.trim(), units: [...chosen] }),
      () => {
        tell(t.circulars.sent(title.trim()));
        onSent();
      },
    );
  };
  return (
    <FormDialog
      title={t.circulars.send}
      wide
      testid="circular-dialog"
      sending={sending}
      submit={{ words: t.circulars.send, testid: "circular-send" }}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label={t.circulars.subject}
        testid="circular-title"
        autofocus
        value={title}
        onType={setTitle}
      />
      <label class="field">
        <span class="field-label">{t.circulars.body}</span>
        <textarea
          class="grows"
          rows={4}
          data-testid="circular-body"
          value={body}
          onInput={(event) => setBody(event.currentTarget.value)}
        />
      </label>
      <fieldset class="group">
        <legend>{t.circulars.units}</legend>
        <div class="unit-ticks">
          {(units.data?.units ?? []).map((unit) => (
            <label key={unit.id} class="check">
              <input
                type="checkbox"
                value={unit.code}
                checked={chosen.includes(unit.id)}
                onChange={(event) => toggle(unit.id, event.currentTarget.checked)}
              />
              <UnitName of={unit.name} />
            </label>
          ))}
        </div>
      </fieldset>
      {tried && chosen.length === 0 && (
        <p class="problem" role="alert">
          <Icon name="alert" />
          {t.circulars.chooseUnits}
        </p>
      )}
    </FormDialog>
  );
}
