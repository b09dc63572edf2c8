// What the sign at a camera cannot hold: who, where, why, for how long, and whom to tell.
import { api } from "../api.ts";
import { pathOf } from "../address.ts";
import { useSpeech } from "../language.ts";
import { Fetched } from "./fetched.tsx";
import { Told } from "./told.tsx";

export function Notice({ group }: { group: string }) {
  const { t, say, group: groupName } = useSpeech();
  return (
    <Fetched
      ask={() => api.notice(group)}
      title={({ name }) => t.notice.title(groupName(name))}
      whose={({ name }) => groupName(name)}
    >
      {(notice) => (
        <>
          <Told texts={notice.notice} headings={{}} />
          <dl class="facts">
            <div>
              <dt>{t.notice.who}</dt>
              <dd>{groupName(notice.name)}</dd>
            </div>
            <div>
              <dt>{t.notice.responsible}</dt>
              <dd data-testid="responsible">{notice.responsible_office}</dd>
            </div>
            <div>
              <dt>{t.notice.where(notice.cameras.length)}</dt>
              <dd>
                {notice.cameras.length === 0 && t.notice.noCameras}
                <ul class="places">
                  {notice.cameras.map((camera) => (
                    <li key={camera.number} data-testid="camera">
                      {camera.address}
                    </li>
                  ))}
                </ul>
              </dd>
            </div>
            <div>
              <dt>{t.notice.kept}</dt>
              <dd data-testid="kept">{t.notice.days(notice.retention_days)}</dd>
            </div>
            <div>
              <dt>{t.notice.complaints}</dt>
              <dd>
                <p>{t.notice.answered(say(notice.answer_words))}</p>
                <a
                  class="main-button"
                  href={pathOf({ at: "contact", group })}
                  data-testid="complain"
                >
                  {t.notice.complain}
                </a>
              </dd>
            </div>
          </dl>
          <p>
            <a href={pathOf({ at: "regulation", group })}>{t.notice.regulation}</a>
          </p>
        </>
      )}
    </Fetched>
  );
}
