// Where the caller says to be: a municipality by its name, or a point picked on the map.
import { useEffect, useState } from "preact/hooks";
import type { Municipality, ReportView, StatePlace } from "../../shared/protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { language } from "../../ui/language.ts";
import { ProblemNote } from "../../ui/problem.tsx";
import { takeReport } from "../actions.ts";
import { api } from "../api.ts";
import { isOver } from "../funnel.ts";
import { texts } from "../i18n/texts.ts";
import { PLACE_CHARACTERS_MAX, SEARCH_AFTER_MS } from "../limits.ts";
import { picked, picking } from "../picking.ts";
import { useAct } from "./use-act.ts";

export function StatedPlace({ report }: { report: ReportView }) {
  const t = texts.value.desk.marks;
  const [editing, setEditing] = useState(false);
  const place = report.stated_place;
  const close = () => {
    picking.value = false;
    picked.value = null;
    setEditing(false);
  };
  return (
    <div class="stated">
      <h3>{t.stated}</h3>
      {place ? (
        <p data-testid="stated-place">
          <Icon name="pin" small />
          {placeWords(report)}
        </p>
      ) : (
        <p class="quiet">{t.notStated}</p>
      )}
      {!editing && !isOver(report) && (
        <button
          type="button"
          class="button"
          data-testid="state-place"
          onClick={() => setEditing(true)}
        >
          {place ? t.change : t.record}
        </button>
      )}
      {editing && <Form report={report} onDone={close} />}
    </div>
  );
}

function placeWords({ stated_place }: ReportView): string {
  if (!stated_place) return "";
  const { at, words } = stated_place;
  const t = texts.value.desk.marks;
  const municipality = at.municipality ? nameOf(at.municipality) : null;
  const point =
    at.kind === "point" ? t.point(at.latitude_deg.toFixed(4), at.longitude_deg.toFixed(4)) : null;
  return [words, municipality, point].filter(Boolean).join("・");
}

function nameOf(municipality: Municipality): string {
  return language.value === "ja" ? municipality.name_ja : municipality.name_en;
}

function Form({ report, onDone }: { report: ReportView; onDone(): void }) {
  const t = texts.value;
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<Municipality | null>(null);
  const [words, setWords] = useState(report.stated_place?.words ?? "");
  const found = useSearch(name);
  const act = useAct();
  const point = picked.value;
  const submit = (event: Event) => {
    event.preventDefault();
    const body: StatePlace = point
      ? { ...point, words }
      : { municipality_code: chosen?.code ?? null, words };
    act.run(async () => {
      takeReport(await api.statePlace(report.id, body));
      onDone();
    });
  };
  const choose = (municipality: Municipality) => {
    setChosen(municipality);
    setName(nameOf(municipality));
    picked.value = null;
  };
  return (
    <form class="stated-form" onSubmit={submit} noValidate>
      <label class="field">
        <span class="field-label">{t.desk.marks.search}</span>
        <input
          type="text"
          value={name}
          autocomplete="off"
          data-testid="place-search"
          aria-invalid={act.problem?.code === "place_unknown"}
          onInput={(event) => {
            setName(event.currentTarget.value);
            setChosen(null);
          }}
        />
      </label>
      {!chosen && found.length > 0 && (
        <ul class="places" aria-label={t.desk.marks.search}>
          {found.map((municipality) => (
            <li key={municipality.code}>
              <button
                type="button"
                class="button button-phrase"
                data-testid="place-found"
                onClick={() => choose(municipality)}
              >
                {nameOf(municipality)}
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="stated-pick">
        <button
          type="button"
          class="button"
          aria-pressed={picking.value}
          data-testid="place-pick"
          onClick={() => (picking.value = !picking.value)}
        >
          <Icon name="pin" small />
          {t.desk.marks.pick}
        </button>
        <span role="status" class="quiet" data-testid="place-picked">
          {point
            ? t.desk.marks.point(point.latitude_deg.toFixed(4), point.longitude_deg.toFixed(4))
            : picking.value && t.desk.marks.picking}
        </span>
      </div>
      <label class="field">
        <span class="field-label">
          {t.desk.marks.words}
          <span class="field-optional">{t.common.optional}</span>
        </span>
        <input
          type="text"
          value={words}
          maxLength={PLACE_CHARACTERS_MAX}
          data-testid="place-words"
          onInput={(event) => setWords(event.currentTarget.value)}
        />
      </label>
      <ProblemNote problem={act.problem} />
      <div class="stated-acts">
        <button type="button" class="button" onClick={onDone}>
          {t.common.cancel}
        </button>
        <button class="button button-primary" data-testid="place-save" aria-busy={act.busy}>
          {t.desk.marks.save}
        </button>
      </div>
    </form>
  );
}

/** Asks for municipalities once the fingers rest. */
function useSearch(name: string): Municipality[] {
  const [found, setFound] = useState<Municipality[]>([]);
  useEffect(() => {
    let late = false;
    if (name.trim() === "") return setFound([]);
    const timer = setTimeout(() => {
      api.places(name).then(
        (places) => !late && setFound(places),
        () => !late && setFound([]),
      );
    }, SEARCH_AFTER_MS);
    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [name]);
  return found;
}
