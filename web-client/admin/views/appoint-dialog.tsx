// Appointing somebody who has an account, or registering a person together with the post.
import { useState } from "preact/hooks";
import type { Appointable, UnitView } from "../../shared/protocol.ts";
import { now_ms } from "../../ui/clock.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { tell } from "../actions.ts";
import { api } from "../api.ts";
import { dayOf } from "../calendar/days.ts";
import { Chooser } from "../form/chooser.tsx";
import { findPersons } from "../form/choosers.tsx";
import type { Hit } from "../form/match.ts";
import { texts } from "../i18n/texts.ts";
import { useSending } from "../load.ts";
import { say } from "../../ui/say.ts";
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
  const { problem, busy, send } = useSending();
  const kind = kinds[nth];
  const submit = (event: Event) => {
    event.preventDefault();
    if (!kind) return;
    const who = isNew
      ? { user_id: userId.trim(), name: name.trim() }
      : { id: person?.id ?? "" };
    const body = { document: kind.document, kind: kind.kind, unit: unit.id, person: who, from };
    send(
      () => api.appoint(to === "" ? body : { ...body, to }),
      () => {
        tell(t.appoint.appointed(say(kind.label)));
        onDone();
      },
    );
  };
  return (
    <Dialog title={`${t.appoint.appoint} — ${unit.name}`} testid="appoint-dialog" onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <div class="dialog-body">
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
              <label class="field">
                <span class="field-label">{t.appoint.userId}</span>
                <input
                  data-testid="appoint-user-id"
                  autocomplete="off"
                  autocapitalize="none"
                  spellcheck={false}
                  value={userId}
                  onInput={(event) => setUserId(event.currentTarget.value)}
                />
              </label>
              <label class="field">
                <span class="field-label">{t.appoint.name}</span>
                <input
                  data-testid="appoint-name"
                  autocomplete="off"
                  value={name}
                  onInput={(event) => setName(event.currentTarget.value)}
                />
              </label>
            </div>
          ) : (
            <div class="field">
              <label class="field-label" for="appoint-person">
                {t.appoint.person}
              </label>
              <Chooser
                id="appoint-person"
                hint={t.form.findPerson}
                chosen={person?.name ?? null}
                invalid={false}
                search={findPersons}
                onChoose={setPerson}
              />
            </div>
          )}
          <div class="pair">
            <label class="field">
              <span class="field-label">{t.appoint.from}</span>
              <input
                type="date"
                data-testid="appoint-from"
                value={from}
                onInput={(event) => setFrom(event.currentTarget.value)}
              />
            </label>
            <label class="field">
              <span class="field-label">
                {t.appoint.to}
                <span class="field-optional">{t.form.optional}</span>
              </span>
              <input
                type="date"
                data-testid="appoint-to"
                value={to}
                onInput={(event) => setTo(event.currentTarget.value)}
              />
            </label>
          </div>
          <ProblemNote problem={problem} />
        </div>
        <footer class="dialog-foot">
          <span class="foot-note">{kind && <Clause of={kind.clause} />}</span>
          <button type="button" class="button" onClick={onClose}>
            {t.form.cancel}
          </button>
          <button class="button button-primary" aria-busy={busy} data-testid="appoint-submit">
            {t.appoint.appoint}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
