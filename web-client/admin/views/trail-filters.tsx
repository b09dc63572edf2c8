import { useState } from "preact/hooks";
import { api } from "../api.ts";
import { Chooser } from "../form/chooser.tsx";
import { findPersons } from "../form/choosers.tsx";
import { texts } from "../i18n/texts.ts";
import { useLoaded } from "../load.ts";
import { say } from "../../ui/say.ts";
import { sayUnit } from "../../ui/unit-name.tsx";
import { inForce } from "../state.ts";
import { noFilters, type Filters } from "../trail/query.ts";

interface Props {
  filters: Filters;
  onSearch(filters: Filters): void;
}

export function TrailFilters({ filters, onSearch }: Props) {
  const t = texts.value;
  const [typed, setTyped] = useState(filters);
  const [actor, setActor] = useState<string | null>(null);
  const units = useLoaded(api.units, []);
  const actions = useActions();
  const change = (part: Partial<Filters>) => setTyped({ ...typed, ...part });
  const submit = (event: Event) => {
    event.preventDefault();
    onSearch(typed);
  };
  const clear = () => {
    const none = { ...noFilters, unit: typed.unit };
    setTyped(none);
    setActor(null);
    onSearch(none);
  };
  return (
    <form class="filters filters-grid no-print" onSubmit={submit} noValidate>
      <label class="field">
        <span class="field-label">{t.trail.unit}</span>
        <select
          value={typed.unit}
          onChange={(event) => change({ unit: event.currentTarget.value })}
        >
          {(units.data?.units ?? []).map((unit) => (
            <option key={unit.id} value={unit.id}>
              {sayUnit(unit.name)}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span class="field-label">{t.trail.from}</span>
        <input
          type="date"
          data-testid="trail-from"
          value={typed.from}
          onInput={(event) => change({ from: event.currentTarget.value })}
        />
      </label>
      <label class="field">
        <span class="field-label">{t.trail.to}</span>
        <input
          type="date"
          value={typed.to}
          onInput={(event) => change({ to: event.currentTarget.value })}
        />
      </label>
      <label class="field">
        <span class="field-label">{t.trail.result}</span>
        <select
          data-testid="trail-result"
          value={typed.result}
          onChange={(event) => {
            const value = event.currentTarget.value;
            change({ result: value === "allowed" || value === "refused" ? value : "" });
          }}
        >
          <option value="">{t.trail.every}</option>
          <option value="allowed">{t.trail.results.allowed}</option>
          <option value="refused">{t.trail.results.refused}</option>
        </select>
      </label>
      <label class="field">
        <span class="field-label">{t.trail.what}</span>
        <select
          data-testid="trail-action"
          value={typed.action}
          onChange={(event) => change({ action: event.currentTarget.value })}
        >
          <option value="">{t.trail.every}</option>
          {actions.map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span class="field-label">{t.trail.clause}</span>
        <input
          data-testid="trail-clause"
          autocomplete="off"
          spellcheck={false}
          value={typed.clause}
          onInput={(event) => change({ clause: event.currentTarget.value })}
        />
      </label>
      <div class="field">
        <label class="field-label" for="trail-actor">
          {t.trail.who}
        </label>
        <Chooser
          id="trail-actor"
          hint={t.form.findPerson}
          chosen={actor}
          invalid={false}
          search={findPersons}
          onChoose={(hit) => {
            setActor(hit?.name ?? null);
            change({ actor: hit ? `account:${hit.id}` : "" });
          }}
        />
      </div>
      <label class="field">
        <span class="field-label">{t.trail.subject}</span>
        <input
          autocomplete="off"
          spellcheck={false}
          placeholder="case:…"
          value={typed.subject}
          onInput={(event) => change({ subject: event.currentTarget.value })}
        />
      </label>
      <div class="filters-foot">
        <button class="button button-primary" data-testid="trail-search">
          {t.trail.search}
        </button>
        <button type="button" class="button button-quiet" onClick={clear}>
          {t.trail.clear}
        </button>
      </div>
    </form>
  );
}

/** The acts of all documents in force, by name. */
function useActions(): [string, string][] {
  const documents = inForce.value.map((head) => head.document);
  const loaded = useLoaded(
    () => Promise.all(documents.map((document) => api.rulebook(document))),
    [documents.join()],
  );
  const named = new Map(
    (loaded.data ?? []).flatMap((book) => book.actions.map((act) => [act.code, say(act.label)])),
  );
  for (const [code, name] of Object.entries(texts.value.trail.acts)) {
    if (!named.has(code)) named.set(code, name);
  }
  return [...named].sort(([, a], [, b]) => a.localeCompare(b));
}
