import { useState } from "preact/hooks";
import type { LedgerView } from "../../shared/protocol.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { tell } from "../actions.ts";
import { api } from "../api.ts";
import { LedgerNeeds, useNeeds } from "../form/ledger-needs.tsx";
import { orderOf } from "../form/ledger-order.ts";
import { wholeNumber } from "../form/values.ts";
import { texts } from "../i18n/texts.ts";
import { useSending } from "../load.ts";
import { say } from "../../ui/say.ts";
import { Clause } from "./words.tsx";

interface Props {
  ledger: LedgerView;
  onClose(): void;
  onTaken(): void;
}

export function TakeInDialog({ ledger, onClose, onTaken }: Props) {
  const t = texts.value;
  const act = ledger.acts.find((other) => other.act === "in" && other.from.length === 0);
  const [number, setNumber] = useState("");
  const [quantity, setQuantity] = useState("1");
  const [attributes, setAttributes] = useState<Record<string, string>>({});
  const [needs, setNeeds] = useNeeds();
  const { problem, busy, send } = useSending();
  const pieces = wholeNumber(quantity);
  const submit = (event: Event) => {
    event.preventDefault();
    const { place, confirmed_by } = orderOf(needs);
    send(
      () =>
        api.takeIn(ledger.document, ledger.kind, {
          number: number.trim(),
          quantity: pieces ?? 0,
          attributes,
          ...(place ? { place } : {}),
          ...(confirmed_by ? { confirmed_by } : {}),
        }),
      () => {
        tell(t.registers.taken(number.trim()));
        onTaken();
      },
    );
  };
  return (
    <Dialog title={t.registers.takeIn} testid="take-in" onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <div class="dialog-body">
          <label class="field">
            <span class="field-label">{t.registers.number}</span>
            <input
              data-testid="take-in-number"
              autocomplete="off"
              autofocus
              value={number}
              onInput={(event) => setNumber(event.currentTarget.value)}
            />
          </label>
          <label class="field">
            <span class="field-label">{t.registers.pieces}</span>
            <input
              class="short"
              inputMode="numeric"
              value={quantity}
              aria-invalid={pieces === null}
              onInput={(event) => setQuantity(event.currentTarget.value)}
            />
          </label>
          {ledger.columns.map((column) => (
            <label key={column.code} class="field">
              <span class="field-label">{say(column.label)}</span>
              <input
                value={attributes[column.code] ?? ""}
                onInput={(event) =>
                  setAttributes({ ...attributes, [column.code]: event.currentTarget.value })
                }
              />
            </label>
          ))}
          {act && <LedgerNeeds act={act} typed={needs} onChange={setNeeds} />}
          <ProblemNote problem={problem} />
        </div>
        <footer class="dialog-foot">
          {act && (
            <span class="foot-note">
              <Clause of={act.clause} />
            </span>
          )}
          <button type="button" class="button" onClick={onClose}>
            {t.form.cancel}
          </button>
          <button class="button button-primary" aria-busy={busy} data-testid="take-in-submit">
            {t.registers.takeIn}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
