// The officers who send now, in words beside their marks on the map: the nearest first.
import type { TrackPoint } from "../../shared/protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { openReport } from "../actions.ts";
import { texts } from "../i18n/texts.ts";
import { distance_m, type LngLat } from "../map/circle.ts";
import type { Officer } from "../officers.ts";

interface Props {
  officers: readonly Officer[];
  /** Where the report is. */
  point: TrackPoint | undefined;
}

export function OfficersNear({ officers, point }: Props) {
  const t = texts.value.staff;
  if (officers.length === 0) return null;
  const rows = officers.map((officer) => ({ officer, away_m: between(officer.point, point) }));
  rows.sort((a, b) => (a.away_m ?? Infinity) - (b.away_m ?? Infinity));
  return (
    <section class="officers-near" data-testid="officers-near">
      <h3>
        <span aria-hidden="true">◆</span> {t.near}
      </h3>
      <ul>
        {rows.map(({ officer, away_m }) => (
          <li key={officer.report}>
            <button type="button" class="button button-quiet" onClick={() => openReport(officer.report)}>
              <Icon name="shield" small />
              {t.of(officer.staff.name, officer.staff.unit)}
            </button>
            {away_m !== null && <span class="quiet">{t.away(wayWords(away_m))}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function between(from: TrackPoint | undefined, to: TrackPoint | undefined): number | null {
  return from && to ? distance_m(lngLat(from), lngLat(to)) : null;
}

function lngLat({ position }: TrackPoint): LngLat {
  return [position.longitude_deg, position.latitude_deg];
}

function wayWords(metres: number): string {
  const t = texts.value.staff;
  return metres < 1_000 ? t.metres((Math.round(metres / 10) * 10).toFixed(0)) : t.kilometres((metres / 1_000).toFixed(1));
}
