import { texts } from "../i18n/texts.ts";
import { me } from "../../ui/session.ts";
import { configuration, online } from "../state.ts";
import { Icon } from "../../ui/icon.tsx";
import { LockWarning } from "../../ui/session/lock-warning.tsx";

export function Banners() {
  const t = texts.value;
  return (
    <>
      {me.value?.demo && <DemoBanner />}
      <LockWarning />
      <div role="status">
        {!online.value && (
          <p class="banner banner-offline" data-testid="offline">
            <Icon name="alert" />
            {t.banner.offline}
          </p>
        )}
      </div>
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
