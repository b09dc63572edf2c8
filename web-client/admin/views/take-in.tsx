import { useState } from "preact/hooks";
import type { LedgerView } from "../../shared/protocol.ts";
import { tell } from "../actions.ts";
import { api } from "../api.ts";
import { LedgerNeeds, useNeeds } from "../form/ledger-needs.tsx";
import { orderOf } from "../form/ledger-order.ts";
import { TextField } from "../form/plain-fields.tsx";
import { wholeNumber } from "../form/values.ts";
import { texts } from "../i18n/texts.ts";
import { useSending } from "../load.ts";
import { say } from "../../ui/say.ts";
import { FormDialog } from "./form-dialog.tsx";
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
  const sending = useSending();
  const pieces = wholeNumber(quantity);
  const submit = () => {
    const { place, confirmed_by } = orderOf(needs);
    sending.send(
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
    <FormDialog
      title={t.registers.takeIn}
      testid="take-in"
      sending={sending}
      submit={{ words: t.registers.takeIn, testid: "take-in-submit" }}
      note={act && <Clause of={act.clause} />}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label={t.registers.number}
        testid="take-in-number"
        autofocus
        value={number}
        onType={setNumber}
      />
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
        <TextField
          key={column.code}
          label={say(column.label)}
          testid={`take-in-${column.code}`}
          value={attributes[column.code] ?? ""}
          onType={(value) => setAttributes({ ...attributes, [column.code]: value })}
        />
      ))}
      {act && <LedgerNeeds act={act} typed={needs} onChange={setNeeds} />}
    </FormDialog>
  );
}
