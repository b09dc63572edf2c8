// Where the caller is: on a map and, always complete, in words and figures.
import { signal } from "@preact/signals";
import type { ReportDetail, TrackPoint } from "../../shared/protocol.ts";
import { now_ms } from "../../ui/clock.ts";
import { copyText, readings, sexagesimal, type Reading } from "../../shared/coordinates.ts";
import { language } from "../../ui/language.ts";
import { texts } from "../i18n/texts.ts";
import { POSITION_OLD_MS } from "../limits.ts";
import { isOver } from "../funnel.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { officersIn } from "../officers.ts";
import { store } from "../state.ts";
import { placeAt } from "../time-line.ts";
import { played_ms } from "../viewings.ts";
import { MapPanel } from "./map-panel.tsx";
import { OfficersNear } from "./officers-near.tsx";
import { Ago } from "./time-text.tsx";

export const following = signal(true);

export function Place({ detail }: { detail: ReportDetail }) {
  const t = texts.value;
  const { track, report } = detail;
  // The map follows the recording that is played.
  const played = isOver(report) && played_ms.value !== null ? placeAt(track, played_ms.value) : null;
  const point = played ?? track.at(-1) ?? report.last_point;
  const officers = officersIn(store.value.reports);
  return (
    <section class="place" aria-label={t.place.title}>
      <MapPanel
        track={detail.track}
        point={point}
        stated={detail.report.stated_place}
        officers={officers}
        isOfficer={detail.report.staff !== undefined && !isOver(detail.report)}
      />
      {point ? <Facts point={point} over={isOver(detail.report)} /> : <Missing />}
      <OfficersNear officers={officers.filter(({ report }) => report !== detail.report.id)} point={point} />
    </section>
  );
}

function Missing() {
  const t = texts.value;
  return (
    <div class="place-facts place-none">
      <p class="place-name" data-testid="municipality">
        <Icon name="pin" />
        {t.place.none}
      </p>
      <p class="quiet">{t.place.noneHint}</p>
    </div>
  );
}

function Facts({ point, over }: { point: TrackPoint; over: boolean }) {
  const { latitude_deg, longitude_deg } = point.position;
  return (
    <div class="place-facts">
      <Municipality point={point} />
      <ReadOut latitude_deg={latitude_deg} longitude_deg={longitude_deg} />
      <Measured point={point} over={over} />
    </div>
  );
}

function Municipality({ point }: { point: TrackPoint }) {
  const t = texts.value;
  const found = point.municipality;
  if (!found) {
    return (
      <p class="place-name" data-testid="municipality">
        {t.place.unknown}
      </p>
    );
  }
  const [first, second] =
    language.value === "ja" ? [found.name_ja, found.name_en] : [found.name_en, found.name_ja];
  return (
    <p class="place-name" data-testid="municipality" data-code={found.code}>
      <Icon name="pin" />
      <span>
        <strong>{first}</strong> <span class="quiet">{second}</span>
      </span>
    </p>
  );
}

function ReadOut({ latitude_deg, longitude_deg }: { latitude_deg: number; longitude_deg: number }) {
  const t = texts.value;
  const copy = copyText(latitude_deg, longitude_deg);
  const values = [latitude_deg, longitude_deg];
  return (
    <div class="coordinates">
      <dl data-testid="coordinates" data-coordinates={copy}>
        {readings(latitude_deg, longitude_deg).map((reading, index) => (
          <div key={reading.axis}>
            <dt>{t.place.axes[reading.axis]}</dt>
            <dd>
              <Digits reading={reading} />
              <span class="quiet sexagesimal">{sexagesimal(values[index] ?? 0)}</span>
            </dd>
          </div>
        ))}
      </dl>
      <CopyButton text={copy} label={`${t.common.copy}: ${copy}`} />
    </div>
  );
}

function Digits({ reading }: { reading: Reading }) {
  return (
    <span class="digits">
      <span>{reading.degrees}</span>
      <span class="digits-point">.</span>
      {reading.groups.map((group, index) => (
        <span key={index}>{group}</span>
      ))}
    </span>
  );
}

function Measured({ point, over }: { point: TrackPoint; over: boolean }) {
  const t = texts.value;
  const at_ms = point.received_ms;
  const old = !over && now_ms.value - at_ms > POSITION_OLD_MS;
  return (
    <dl class="measured">
      <div>
        <dt>{t.place.accuracy}</dt>
        <dd data-testid="accuracy" data-accuracy-m={point.position.accuracy_m}>
          ± {t.place.metres(point.position.accuracy_m.toFixed(0))}
        </dd>
      </div>
      <div>
        <dt>{t.place.age}</dt>
        <dd data-testid="position-age" class={old ? "old" : undefined}>
          <Ago at_ms={at_ms} />
          {old && (
            <span class="old-word">
              <Icon name="alert" small />
              {t.place.old}
            </span>
          )}
        </dd>
      </div>
    </dl>
  );
}
