// What an act of a ledger asks for: a place, a method, a second person. The table of the rulebook
// says what; this file knows how each is asked.
import { useState } from "preact/hooks";
import type { LedgerAct } from "../../shared/protocol.ts";
import { texts } from "../i18n/texts.ts";
import { say } from "../../ui/say.ts";
import { Chooser } from "./chooser.tsx";
import { findPersons } from "./choosers.tsx";
import { emptyNeeds, type TypedNeeds } from "./ledger-order.ts";
import type { Hit } from "./match.ts";

interface Props {
  act: LedgerAct;
  typed: TypedNeeds;
  onChange(typed: TypedNeeds): void;
}

export function LedgerNeeds({ act, typed, onChange }: Props) {
  const t = texts.value;
  const change = (part: Partial<TypedNeeds>) => onChange({ ...typed, ...part });
  const needs = (name: string) => act.needs.includes(name);
  return (
    <>
      {(needs("place") || needs("lockable_place")) && (
        <div class="field">
          <label class="field-label" for="need-place">
            {t.registers.place}
          </label>
          <input
            id="need-place"
            value={typed.place}
            onInput={(event) => change({ place: event.currentTarget.value })}
          />
          <label class="check">
            <input
              type="checkbox"
              data-testid="need-lockable"
              checked={typed.lockable}
              onChange={(event) => change({ lockable: event.currentTarget.checked })}
            />
            <span>{t.registers.lockable}</span>
          </label>
        </div>
      )}
      {needs("method") && (
        <label class="field">
          <span class="field-label">{t.registers.method}</span>
          <select
            data-testid="need-method"
            value={typed.method}
            onChange={(event) => change({ method: event.currentTarget.value })}
          >
            <option value="">{t.form.choose}</option>
            {act.methods.map((method) => (
              <option key={method.code} value={method.code}>
                {say(method.label)}
              </option>
            ))}
          </select>
        </label>
      )}
      {needs("due_back") && (
        <label class="field">
          <span class="field-label">{t.registers.dueBack}</span>
          <input
            type="datetime-local"
            data-testid="need-due-back"
            value={typed.dueBack}
            onInput={(event) => change({ dueBack: event.currentTarget.value })}
          />
        </label>
      )}
      {needs("unharmed") && (
        <label class="check">
          <input
            type="checkbox"
            data-testid="need-unharmed"
            checked={typed.unharmed}
            onChange={(event) => change({ unharmed: event.currentTarget.checked })}
          />
          <span>{t.registers.unharmed}</span>
        </label>
      )}
      {needs("confirmation") && (
        <Second
          id="need-confirmed-by"
          label={t.registers.confirmedBy}
          chosen={typed.confirmedBy}
          onChoose={(confirmedBy) => change({ confirmedBy })}
        />
      )}
      {needs("witness") && (
        <Second
          id="need-witness"
          label={t.registers.witness}
          chosen={typed.witness}
          onChoose={(witness) => change({ witness })}
        />
      )}
    </>
  );
}

interface SecondProps {
  id: string;
  label: string;
  chosen: Hit | null;
  onChoose(hit: Hit | null): void;
}

function Second({ id, label, chosen, onChoose }: SecondProps) {
  const t = texts.value;
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <Chooser
        id={id}
        hint={t.form.findPerson}
        chosen={chosen?.name ?? null}
        invalid={false}
        search={findPersons}
        onChoose={onChoose}
      />
    </div>
  );
}

export function useNeeds() {
  return useState<TypedNeeds>(emptyNeeds);
}
