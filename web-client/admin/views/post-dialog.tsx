// What may be done to a post that somebody holds: each act says what it will do before it does it.
import { useState } from "preact/hooks";
import type { PostView, UnitView } from "../../shared/protocol.ts";
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

export const POST_ACTS = ["change", "end", "delegate", "transfer", "revoke"] as const;
export type PostAct = (typeof POST_ACTS)[number];

interface Props {
  act: PostAct;
  post: PostView;
  units: readonly UnitView[];
  onClose(): void;
  onDone(): void;
}

export function PostDialog({ act, post, units, onClose, onDone }: Props) {
  const t = texts.value;
  const today = dayOf(now_ms.value);
  const [to, setTo] = useState(act === "change" ? (post.to ?? "") : "");
  const [from, setFrom] = useState(today);
  const [unit, setUnit] = useState("");
  const [person, setPerson] = useState<Hit | null>(null);
  const { problem, busy, send } = useSending();
  const request = (): Promise<unknown> => {
    switch (act) {
      case "change":
        return api.changePost(post.id, { to: to === "" ? null : to });
      case "end":
        return api.endPost(post.id);
      case "delegate":
        return api.delegate(post.id, { person: person?.id ?? "", from, to });
      case "transfer":
        return api.transfer({
          person: post.person.id,
          from_unit: post.unit,
          to_unit: unit,
          on: from,
        });
      case "revoke":
        return api.revoke(post.person.id);
    }
  };
  const submit = (event: Event) => {
    event.preventDefault();
    send(request, () => {
      tell(t.appoint.done[act](post.person.name));
      onDone();
    });
  };
  const hard = act === "end" || act === "revoke";
  return (
    <Dialog title={t.appoint.act[act]} testid={`dialog-${act}`} onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <div class="dialog-body">
          <p>
            <strong>{post.person.name}</strong> — {t.list([say(post.label), post.unit_name])}
          </p>
          <p class={hard ? "note note-warning" : "note"}>{t.appoint.explain[act]}</p>
          {act === "delegate" && (
            <div class="field">
              <label class="field-label" for="delegate-person">
                {t.appoint.deputy}
              </label>
              <Chooser
                id="delegate-person"
                hint={t.form.findPerson}
                chosen={person?.name ?? null}
                invalid={false}
                search={findPersons}
                onChoose={setPerson}
              />
            </div>
          )}
          {act === "transfer" && (
            <label class="field">
              <span class="field-label">{t.appoint.newUnit}</span>
              <select
                data-testid="transfer-unit"
                value={unit}
                onChange={(event) => setUnit(event.currentTarget.value)}
              >
                <option value="">{t.form.choose}</option>
                {units
                  .filter((other) => other.id !== post.unit)
                  .map((other) => (
                    <option key={other.id} value={other.id}>
                      {other.name}
                    </option>
                  ))}
              </select>
            </label>
          )}
          <div class="pair">
            {(act === "delegate" || act === "transfer") && (
              <label class="field">
                <span class="field-label">
                  {act === "transfer" ? t.appoint.onDay : t.appoint.from}
                </span>
                <input
                  type="date"
                  data-testid="act-from"
                  value={from}
                  onInput={(event) => setFrom(event.currentTarget.value)}
                />
              </label>
            )}
            {(act === "delegate" || act === "change") && (
              <label class="field">
                <span class="field-label">{t.appoint.to}</span>
                <input
                  type="date"
                  data-testid="act-to"
                  value={to}
                  onInput={(event) => setTo(event.currentTarget.value)}
                />
              </label>
            )}
          </div>
          <ProblemNote problem={problem} />
        </div>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            {t.form.cancel}
          </button>
          <button
            class={hard ? "button button-danger" : "button button-primary"}
            aria-busy={busy}
            data-testid="act-confirm"
          >
            {t.appoint.act[act]}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
