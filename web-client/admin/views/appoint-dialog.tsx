// Appointing somebody who has an account, or registering a person together with the post.
import { useState } from "preact/hooks";
import type { Appointable, UnitView } from "../../shared/protocol.ts";
import { now_ms } from "../../ui/clock.ts";
import { say } from "../../ui/say.ts";
import { sayUnit } from "../../ui/unit-name.tsx";
import { tell } from "../actions.ts";
import { api } from "../api.ts";
import { dayOf } from "../calendar/days.ts";
import type { Hit } from "../form/match.ts";
import { DayField, PersonField, TextField, UserIdField } from "../form/plain-fields.tsx";
import { texts } from "../i18n/texts.ts";
import { useSending } from "../load.ts";
import { FormDialog } from "./form-dialog.tsx";
import { Clause } from "./words.tsx";

interface Props {
  unit: UnitView;
  kinds: readonly Appointable[];
  onClose(): void;
  onDone(): void;
}

export function AppointDialog({ unit, kinds, onClose, onDone }: Props) {
  const t = texts.value;
  const [nth, setNth] = useState(0);
  const [isNew, setIsNew] = useState(true);
  const [person, setPerson] = useState<Hit | null>(null);
  const [userId, setUserId] = useState("");
  const [name, setName] = useState("");
  const [from, setFrom] = useState(dayOf(now_ms.value));
  const [to, setTo] = useState("");
  const sending = useSending();
  const kind = kinds[nth];
  const submit = () => {
    if (!kind) return;
    const who = isNew
      ? { user_id: userId.trim(), name: name.trim() }
      : { id: person?.id ?? "" };
    const body = { document: kind.document, kind: kind.kind, unit: unit.id, person: who, from };
    sending.send(
      () => api.appoint(to === "" ? body : { ...body, to }),
      () => {
        tell(t.appoint.appointed(say(kind.label)));
        onDone();
      },
    );
  };
  return (
    <FormDialog
      title={`${t.appoint.appoint} — ${sayUnit(unit.name)}`}
      testid="appoint-dialog"
      sending={sending}
      submit={{ words: t.appoint.appoint, testid: "appoint-submit" }}
      note={kind && <Clause of={kind.clause} />}
      onSubmit={submit}
      onClose={onClose}
    >
      <label class="field">
        <span class="field-label">{t.appoint.post}</span>
        <select
          data-testid="appoint-kind"
          value={String(nth)}
          autofocus
          onChange={(event) => setNth(Number(event.currentTarget.value))}
        >
          {kinds.map((other, at) => (
            <option key={at} value={String(at)}>
              {say(other.label)}
              {t.aside(other.document)}
            </option>
          ))}
        </select>
      </label>
      <fieldset class="field field-group">
        <legend class="field-label">{t.appoint.person}</legend>
        <div class="options">
          <label class="check">
            <input type="radio" name="who" checked={isNew} onChange={() => setIsNew(true)} />
            <span>{t.appoint.newPerson}</span>
          </label>
          <label class="check">
            <input
              type="radio"
              name="who"
              data-testid="appoint-known"
              checked={!isNew}
              onChange={() => setIsNew(false)}
            />
            <span>{t.appoint.knownPerson}</span>
          </label>
        </div>
      </fieldset>
      {isNew ? (
        <div class="pair">
          <UserIdField
            label={t.appoint.userId}
            testid="appoint-user-id"
            value={userId}
            onType={setUserId}
          />
          <TextField label={t.appoint.name} testid="appoint-name" value={name} onType={setName} />
        </div>
      ) : (
        <PersonField
          id="appoint-person"
          label={t.appoint.person}
          person={person}
          onChoose={setPerson}
        />
      )}
      <div class="pair">
        <DayField label={t.appoint.from} testid="appoint-from" value={from} onType={setFrom} />
        <DayField label={t.appoint.to} testid="appoint-to" value={to} onType={setTo} optional />
      </div>
    </FormDialog>
  );
}
