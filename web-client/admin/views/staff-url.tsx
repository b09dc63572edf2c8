// One staff URL: its phones, signs of a leak, and what can be done with it.
import { useState } from "preact/hooks";
import type { StaffUrlIssued, StaffUrlView } from "../../shared/protocol.ts";
import { me } from "../../ui/session.ts";
import { UnitName } from "../../ui/unit-name.tsx";
import { tell } from "../actions.ts";
import { dayOf } from "../calendar/days.ts";
import { texts } from "../i18n/texts.ts";
import { useLoaded } from "../load.ts";
import { href } from "../route.ts";
import { staffApi } from "../staff/api.ts";
import { isChief } from "../staff/holders.ts";
import { useEvery } from "../staff/use-every.ts";
import { Shown } from "./loaded.tsx";
import { Page } from "./page.tsx";
import { StaffChangeDialog } from "./staff-change.tsx";
import { StaffDevices } from "./staff-devices.tsx";
import { StaffIssueDialog } from "./staff-issue.tsx";
import { StaffSheet } from "./staff-sheet.tsx";
import { StaffUnitCode } from "./staff-unit-code.tsx";
import { Signs, UrlState } from "./staff-urls.tsx";
import { DayText, Moment } from "./words.tsx";

export function StaffUrlPage({ id }: { id: string }) {
  const t = texts.value.staff;
  const loaded = useLoaded(async () => (await staffApi.urls()).find((url) => url.id === id), [id]);
  const devices = useLoaded(() => staffApi.devices(id), [id]);
  const [issued, setIssued] = useState<StaffUrlIssued | null>(null);
  const reload = () => {
    loaded.reload();
    devices.reload();
  };
  useEvery(reload);
  if (issued) return <StaffSheet issued={issued} onClose={() => (setIssued(null), reload())} />;
  return (
    <Page
      title={loaded.data ? `${t.number} ${loaded.data.sheet_number}` : t.title}
      above={<a href={href({ at: "staff_urls" })}>{t.all}</a>}
      testid="staff-url-page"
    >
      <Shown of={loaded}>
        {(url) =>
          url === undefined ? (
            <p class="empty">{t.none}</p>
          ) : (
            <>
              <Facts url={url} />
              <Acts url={url} onChanged={reload} onIssued={setIssued} />
              {url.state === "active" && <StaffUnitCode id={url.id} />}
            </>
          )
        }
      </Shown>
      <section class="part" aria-labelledby="staff-devices">
        <h2 id="staff-devices">{t.devices}</h2>
        <Shown of={devices}>
          {(list) => <StaffDevices devices={list} active={loaded.data?.state === "active"} onChanged={reload} />}
        </Shown>
      </section>
    </Page>
  );
}

function Facts({ url }: { url: StaffUrlView }) {
  const t = texts.value.staff;
  return (
    <dl class="facts">
      <div>
        <dt>{t.state}</dt>
        <dd data-testid="staff-url-state" data-state={url.state}>
          <UrlState state={url.state} />
        </dd>
      </div>
      <div>
        <dt>{t.unit}</dt>
        <dd>
          <UnitName of={url.unit_name} /> {url.section}
        </dd>
      </div>
      <div>
        <dt>{t.issuedOn}</dt>
        <dd>
          <DayText day={dayOf(url.issued_ms)} /> {url.issued_by}
        </dd>
      </div>
      <div>
        <dt>{t.validTo}</dt>
        <dd>
          <DayText day={dayOf(url.valid_to_ms)} />
        </dd>
      </div>
      <div>
        <dt>{t.signs}</dt>
        <dd>
          <Signs url={url} />
        </dd>
      </div>
      {url.changed_ms !== undefined && (
        <div>
          <dt>{t.changed}</dt>
          <dd>
            <Moment at={url.changed_ms} /> {url.changed_by} {url.reason}
          </dd>
        </div>
      )}
    </dl>
  );
}

interface ActsProps {
  url: StaffUrlView;
  onChanged(): void;
  onIssued(issued: StaffUrlIssued): void;
}

type Act = "suspend" | "resume" | "destroy";

/** What cannot be done now, or by this person, is not offered; the server refuses it all the same. */
function Acts({ url, onChanged, onIssued }: ActsProps) {
  const t = texts.value.staff;
  const [act, setAct] = useState<Act | "replace" | null>(null);
  const chief = isChief(me.value);
  const lives = url.state === "active" || url.state === "suspended";
  const offered: Act[] = [
    ...(url.state === "active" ? (["suspend"] as const) : []),
    ...(chief && url.state === "suspended" ? (["resume"] as const) : []),
    ...(chief && lives ? (["destroy"] as const) : []),
  ];
  const close = () => setAct(null);
  return (
    <div class="row-tools no-print">
      {offered.map((one) => (
        <button
          key={one}
          type="button"
          class={one === "resume" ? "button button-primary" : "button button-danger-quiet"}
          data-testid={`staff-${one}`}
          onClick={() => setAct(one)}
        >
          {t.acts[one]}
        </button>
      ))}
      {chief && (
        <button type="button" class="button" data-testid="staff-replace" onClick={() => setAct("replace")}>
          {t.acts.replace}
        </button>
      )}
      {act === "replace" && <StaffIssueDialog replaces={url} onIssued={onIssued} onClose={close} />}
      {act !== null && act !== "replace" && (
        <StaffChangeDialog
          title={t.acts[act]}
          testid={`staff-${act}-dialog`}
          consequence={t.consequences[act]}
          hard={act !== "resume"}
          act={(body) => staffApi.change(url.id, act, body)}
          onDone={() => {
            close();
            tell(t.done[act](url.sheet_number));
            onChanged();
          }}
          onClose={close}
        >
          <strong>
            {t.number} {url.sheet_number}
          </strong>
          {" — "}
          {t.affected(url.devices, url.in_session)}
        </StaffChangeDialog>
      )}
    </div>
  );
}
