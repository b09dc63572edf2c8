import { texts } from "../i18n/texts.ts";
import { keysOn, setKeysOn } from "../keys.ts";
import { Dialog } from "./dialog.tsx";

const ROWS = [
  ["n", ["N"]],
  ["updown", ["K", "J"]],
  ["m", ["M"]],
  ["b", ["B"]],
  ["f", ["F"]],
  ["r", ["R"]],
  ["zoom", ["+", "−", "0"]],
  ["pan", ["←", "↑", "→", "↓"]],
  ["l", ["L"]],
  ["help", ["?"]],
  ["escape", ["Esc"]],
] as const;

export function KeysDialog() {
  const t = texts.value;
  return (
    <Dialog title={t.keys.title}>
      <div class="dialog-body">
        <dl class="key-list">
          {ROWS.map(([name, keys]) => (
            <div key={name}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{t.keys.rows[name]}</dd>
            </div>
          ))}
        </dl>
        <label class="check">
          <input
            type="checkbox"
            checked={keysOn.value}
            onChange={(event) => setKeysOn(event.currentTarget.checked)}
          />
          <span>{t.keys.enabled}</span>
        </label>
      </div>
    </Dialog>
  );
}
