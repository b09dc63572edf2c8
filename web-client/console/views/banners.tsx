import { openReport } from "../actions.ts";
import { isOver } from "../funnel.ts";
import { texts } from "../i18n/texts.ts";
import { me } from "../../ui/session.ts";
import { configuration, online, store } from "../state.ts";
import { Icon } from "../../ui/icon.tsx";
import { words } from "../../ui/language.ts";
import { suspension } from "../../ui/system-state.ts";
import { SuspensionBanner } from "../../ui/suspension-banner.tsx";
import { GatewayBanner } from "./gateway-banner.tsx";
import { LockWarning } from "../../ui/session/lock-warning.tsx";

export function Banners() {
  const t = texts.value;
  return (
    <>
      {me.value?.demo && <DemoBanner />}
      <LockWarning />
      <SuspensionBanner>
        <EndingReports />
      </SuspensionBanner>
      <div role="status">
        {!online.value && (
          <p class="banner banner-offline" data-testid="offline">
            <Icon name="alert" />
            {t.banner.offline}
          </p>
        )}
      </div>
      <GatewayBanner />
    </>
  );
}

function DemoBanner() {
  const t = texts.value;
  const path = configuration.value.demo_outbox_path;
  return (
    <p class="banner banner-demo" data-testid="demo-banner">
      <Icon name="alert" />
      <span>{t.banner.demo}</span>
      {path && (
        <a href={path} target="_blank" rel="noopener">
          {t.banner.outbox}
        </a>
      )}
    </p>
  );
}

/** What ends with the beginning of a stop, so that it can be told on the phone (O-35). */
function EndingReports() {
  const running = store.value.reports.filter((report) => !isOver(report));
  if (suspension.value?.drains || running.length === 0) return null;
  return (
    <span class="ends" data-testid="stop-ends">
      {words.value.stop.ends}
      {running.map((report) => (
        <button key={report.id} type="button" onClick={() => openReport(report.id)}>
          {report.number}
        </button>
      ))}
    </span>
  );
}
