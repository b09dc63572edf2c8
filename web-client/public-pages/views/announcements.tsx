// What units announce to everybody: which of them do, and the notices of one, newest first.
import type { Announcement, FieldValue, FieldView } from "../../shared/protocol.ts";
import { pathOf } from "../address.ts";
import { api } from "../api.ts";
import { useSpeech, type Speech } from "../language.ts";
import { Fetched } from "./fetched.tsx";

export function Announcers() {
  const { t, say, group: unitName } = useSpeech();
  return (
    <Fetched ask={api.announcers} title={() => t.announcements.title}>
      {({ units }) => (
        <>
          {units.length === 0 && <p>{t.announcements.none}</p>}
          <ul class="groups">
            {units.map(({ document, document_label, unit_code, unit_name }) => (
              <li key={`${document} ${unit_code}`}>
                <a
                  href={pathOf({ at: "announcement", document, unit: unit_code })}
                  data-testid="announcer"
                >
                  {unitName(unit_name)}
                </a>
                <p class="hint">{say(document_label)}</p>
              </li>
            ))}
          </ul>
        </>
      )}
    </Fetched>
  );
}

export function Announcements({ document, unit }: { document: string; unit: string }) {
  const { t, group: unitName } = useSpeech();
  return (
    <Fetched
      ask={() => api.announcements(document, unit)}
      title={({ announcer }) => t.announcement.title(unitName(announcer.unit_name))}
      whose={({ announcer }) => unitName(announcer.unit_name)}
    >
      {({ announcements }) => (
        <>
          {announcements.map((one) => (
            <Notice key={one.number} notice={one} />
          ))}
        </>
      )}
    </Fetched>
  );
}

function Notice({ notice }: { notice: Announcement }) {
  const spoken = useSpeech();
  const { t, say, dayOf } = spoken;
  return (
    <section data-testid={`announcement-${notice.code}`}>
      <h2>{say(notice.label)}</h2>
      <p class="hint">{t.announcements.on(dayOf(notice.announced_at))}</p>
      <dl>
        {notice.fields.map((field) => (
          <div key={field.code}>
            <dt>{say(field.label)}</dt>
            <dd class="lines" data-testid={`value-${field.code}`}>
              {saidOf(field, notice.values[field.code], spoken) || t.announcements.nothing}
            </dd>
          </div>
        ))}
      </dl>
      <p class="clause">{t.clause(notice.clause)}</p>
    </section>
  );
}

/** A value as people read it. */
function saidOf(field: FieldView, value: FieldValue | undefined, spoken: Speech): string {
  const chosen = (code: string) => {
    const option = field.options.find((option) => option.code === code);
    return option ? spoken.say(option.label) : code;
  };
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map(chosen).join(spoken.language === "ja" ? "、" : ", ");
  if (typeof value === "number") {
    return field.kind === "moment" ? spoken.dayOf(value) : String(value);
  }
  if (field.kind === "date") return spoken.day(value);
  return field.kind === "choice" ? chosen(value) : value;
}
