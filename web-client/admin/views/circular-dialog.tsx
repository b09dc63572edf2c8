import { useState } from "preact/hooks";
import type { UnitId } from "../../shared/protocol.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { tell } from "../actions.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { useLoaded, useSending } from "../load.ts";

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
  const { problem, busy, send } = useSending();
  const toggle = (unit: UnitId, on: boolean) =>
    setChosen(on ? [...chosen, unit] : chosen.filter((other) => other !== unit));
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (chosen.length === 0) return;
    send(
      () => api.sendCircular({ title: title.trim(), body: body.trim(), units: [...chosen] }),
      () => {
        tell(t.circulars.sent(title.trim()));
        onSent();
      },
    );
  };
  return (
    <Dialog title={t.circulars.send} wide testid="circular-dialog" onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <div class="dialog-body">
          <label class="field">
            <span class="field-label">{t.circulars.subject}</span>
            <input
              data-testid="circular-title"
              autofocus
              autocomplete="off"
              value={title}
              onInput={(event) => setTitle(event.currentTarget.value)}
            />
          </label>
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
                  <span>{unit.name}</span>
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
          <ProblemNote problem={problem} />
        </div>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            {t.form.cancel}
          </button>
          <button class="button button-primary" aria-busy={busy} data-testid="circular-send">
            {t.circulars.send}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
