// Staff URLs [職員用URL] (VR-5): what is out, signs of a leak, and reports of uses.
import { useState } from "preact/hooks";
import type { StaffUrlIssued, StaffUrlState, StaffUrlView } from "../../shared/protocol.ts";
import type { IconName } from "../../ui/icon.tsx";
import { me } from "../../ui/session.ts";
import { UnitName } from "../../ui/unit-name.tsx";
import { tell } from "../actions.ts";
import { dayOf } from "../calendar/days.ts";
import { texts } from "../i18n/texts.ts";
import { useLoaded } from "../load.ts";
import { href } from "../route.ts";
import { staffApi } from "../staff/api.ts";
import { isChief, isManager } from "../staff/holders.ts";
import { useEvery } from "../staff/use-every.ts";
import { Shown } from "./loaded.tsx";
import { Page } from "./page.tsx";
import { StaffIssueDialog } from "./staff-issue.tsx";
import { StaffSheet } from "./staff-sheet.tsx";
import { StaffUses } from "./staff-uses.tsx";
import { Chip, DayText, Moment, type Tone } from "./words.tsx";

export function StaffUrls() {
  const t = texts.value.staff;
  const loaded = useLoaded(staffApi.urls, []);
  const [issuing, setIssuing] = useState(false);
  const [issued, setIssued] = useState<StaffUrlIssued | null>(null);
  useEvery(loaded.reload);
  const close = () => {
    setIssued(null);
    loaded.reload();
  };
  if (issued) return <StaffSheet issued={issued} onClose={close} />;
  return (
    <Page
      title={t.title}
      testid="staff-urls"
      tools={
        isChief(me.value) && (
          <button
            type="button"
            class="button button-primary"
            data-testid="staff-issue"
            onClick={() => setIssuing(true)}
          >
            {t.issue}
          </button>
        )
      }
    >
      <p class="page-lead">{t.lead}</p>
      <Shown of={loaded}>
        {(urls) =>
          urls.length === 0 ? <p class="empty">{t.none}</p> : <Table urls={urls} />
        }
      </Shown>
      {isManager(me.value) && <StaffUses />}
      {issuing && (
        <StaffIssueDialog
          replaces={null}
          onClose={() => setIssuing(false)}
          onIssued={(made) => {
            setIssuing(false);
            tell(t.issued(made.staff_url.sheet_number));
            setIssued(made);
          }}
        />
      )}
    </Page>
  );
}

function Table({ urls }: { urls: readonly StaffUrlView[] }) {
  const t = texts.value.staff;
  return (
    <div class="table-scroll">
      <table class="table table-cards">
        <thead>
          <tr>
            <th scope="col">{t.number}</th>
            <th scope="col">{t.unit}</th>
            <th scope="col">{t.state}</th>
            <th scope="col">{t.phones}</th>
            <th scope="col">{t.signs}</th>
            <th scope="col">{t.issuedOn}</th>
            <th scope="col">{t.validTo}</th>
          </tr>
        </thead>
        <tbody>
          {urls.map((url) => (
            <tr key={url.id} data-testid="staff-url" data-number={url.sheet_number} data-state={url.state}>
              <td data-label={t.number}>
                <a class="sheet-number" href={href({ at: "staff_url", id: url.id })} data-testid="staff-url-open">
                  {url.sheet_number}
                </a>
              </td>
              <td data-label={t.unit}>
                <UnitName of={url.unit_name} /> {url.section}
              </td>
              <td data-label={t.state}>
                <UrlState state={url.state} />
              </td>
              <td data-label={t.phones}>
                <Phones url={url} />
              </td>
              <td data-label={t.signs}>
                <Signs url={url} />
              </td>
              <td data-label={t.issuedOn}>
                <DayText day={dayOf(url.issued_ms)} />
              </td>
              <td data-label={t.validTo}>
                <DayText day={dayOf(url.valid_to_ms)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const LOOKS: Record<StaffUrlState, { tone: Tone; icon: IconName }> = {
  active: { tone: "good", icon: "check" },
  suspended: { tone: "warning", icon: "pause" },
  destroyed: { tone: "bad", icon: "close" },
  expired: { tone: "over", icon: "clock" },
};

export function UrlState({ state }: { state: StaffUrlState }) {
  const { tone, icon } = LOOKS[state];
  return (
    <Chip tone={tone} icon={icon}>
      {texts.value.staff.states[state]}
    </Chip>
  );
}

function Phones({ url }: { url: StaffUrlView }) {
  const t = texts.value.staff;
  return (
    <span class="row-tools">
      {t.phoneCount(url.devices)}
      {url.in_session > 0 && (
        <Chip tone="info" icon="live">
          {t.inSession(url.in_session)}
        </Chip>
      )}
      {url.locked > 0 && (
        <Chip tone="warning" icon="lock">
          {t.lockedCount(url.locked)}
        </Chip>
      )}
    </span>
  );
}

/** Attempts of strangers and wrong codes; a warning says so in words (VR-5.2.3). */
export function Signs({ url }: { url: StaffUrlView }) {
  const t = texts.value.staff;
  const signs = [
    url.unknown_attempts > 0 && t.unknownAttempts(url.unknown_attempts),
    url.wrong_codes > 0 && t.wrongCodes(url.wrong_codes),
  ].filter((sign) => sign !== false);
  if (signs.length === 0 && url.last_alert_ms === undefined) return <>{t.noSigns}</>;
  return (
    <span class="signs" data-testid="staff-signs">
      {url.last_alert_ms !== undefined && (
        <span class="row-tools">
          <Chip tone="bad" icon="alert">
            {t.alerted}
          </Chip>
          <Moment at={url.last_alert_ms} />
        </span>
      )}
      {signs.map((sign) => (
        <span key={sign}>{sign}</span>
      ))}
    </span>
  );
}
