// What may be done to a post that somebody holds: each act says what it will do before it does it.
import { useState } from "preact/hooks";
import type { PostView, UnitView } from "../../shared/protocol.ts";
import { now_ms } from "../../ui/clock.ts";
import { say } from "../../ui/say.ts";
import { sayUnit } from "../../ui/unit-name.tsx";
import { tell } from "../actions.ts";
import { api } from "../api.ts";
import { dayOf } from "../calendar/days.ts";
import type { Hit } from "../form/match.ts";
import { DayField, PersonField } from "../form/plain-fields.tsx";
import { texts } from "../i18n/texts.ts";
import { useSending } from "../load.ts";
import { FormDialog } from "./form-dialog.tsx";

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
  const sending = useSending();
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
  const submit = () =>
    sending.send(request, () => {
      tell(t.appoint.done[act](post.person.name));
      onDone();
    });
  const hard = act === "end" || act === "revoke";
  return (
    <FormDialog
      title={t.appoint.act[act]}
      testid={`dialog-${act}`}
      sending={sending}
      submit={{ words: t.appoint.act[act], testid: "act-confirm", hard }}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>
        <strong>{post.person.name}</strong> — {t.list([say(post.label), sayUnit(post.unit_name)])}
      </p>
      <p class={hard ? "note note-warning" : "note"}>{t.appoint.explain[act]}</p>
      {act === "delegate" && (
        <PersonField
          id="delegate-person"
          label={t.appoint.deputy}
          person={person}
          onChoose={setPerson}
        />
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
                  {sayUnit(other.name)}
                </option>
              ))}
          </select>
        </label>
      )}
      <div class="pair">
        {(act === "delegate" || act === "transfer") && (
          <DayField
            label={act === "transfer" ? t.appoint.onDay : t.appoint.from}
            testid="act-from"
            value={from}
            onType={setFrom}
          />
        )}
        {(act === "delegate" || act === "change") && (
          <DayField label={t.appoint.to} testid="act-to" value={to} onType={setTo} />
        )}
      </div>
    </FormDialog>
  );
}
