// Holds the map, which is loaded when it is first needed.
import { useEffect, useRef, useState } from "preact/hooks";
import type { StatedPlace, TrackPoint } from "../../shared/protocol.ts";
import { language } from "../../ui/language.ts";
import { texts } from "../i18n/texts.ts";
import type { LngLat } from "../map/circle.ts";
import type { PlaceMap } from "../map/place-map.ts";
import { marksOf, type Officer, type OfficerMark } from "../officers.ts";
import { picked, picking, type PickedPoint } from "../picking.ts";
import { configuration } from "../state.ts";
import { isDark } from "../../ui/theme.ts";
import { Icon } from "../../ui/icon.tsx";
import { following } from "./place.tsx";

interface Props {
  track: readonly TrackPoint[];
  point: TrackPoint | undefined;
  stated: StatedPlace | undefined;
  /** Officers who send now. */
  officers: readonly Officer[];
  /** The report is an officer's. */
  isOfficer: boolean;
}

export function MapPanel({ track, point, stated, officers, isOfficer }: Props) {
  const t = texts.value;
  const { container, failed } = useMap(track, point, pointOf(picked.value, stated), marksOf(officers), isOfficer);
  const street = configuration.value.street_map;
  return (
    <div class="map">
      <div
        class="map-canvas"
        ref={container}
        role="region"
        aria-label={t.place.map}
        data-testid="map"
      />
      {failed && <p class="map-failed">{t.place.mapFailed}</p>}
      <label class="map-follow">
        <input
          type="checkbox"
          checked={following.value}
          onChange={(event) => (following.value = event.currentTarget.checked)}
        />
        <Icon name="pin" small />
        {t.place.follow}
      </label>
      <p class="map-attribution">
        {t.place.attribution}
        {street && ` / ${street.attribution}`}
      </p>
    </div>
  );
}

/** What is being picked counts before what was noted. */
function pointOf(picked: PickedPoint | null, stated: StatedPlace | undefined): LngLat | null {
  const shown = picked ?? (stated?.at.kind === "point" ? stated.at : null);
  return shown && [shown.longitude_deg, shown.latitude_deg];
}

function pick([longitude_deg, latitude_deg]: LngLat): void {
  if (!picking.value) return;
  picked.value = { latitude_deg, longitude_deg };
  picking.value = false;
}

function useMap(
  track: readonly TrackPoint[],
  point: TrackPoint | undefined,
  stated: LngLat | null,
  officers: readonly OfficerMark[],
  isOfficer: boolean,
) {
  const container = useRef<HTMLDivElement>(null);
  const map = useRef<PlaceMap | null>(null);
  const [ready, setReady] = useState(false);
  const [failed, setFailed] = useState(false);
  const street = configuration.value.street_map;
  const look = { street, dark: isDark(), language: language.value };
  useEffect(() => {
    let gone = false;
    const open = async () => {
      const { PlaceMap } = await import("../map/place-map.ts");
      if (gone || !container.current) return;
      map.current = new PlaceMap(
        container.current,
        look,
        () => (following.value = false),
        pick,
      );
      setReady(true);
    };
    open().catch(() => setFailed(true));
    return () => {
      gone = true;
      map.current?.remove();
      map.current = null;
    };
  }, []);
  const follow = following.value;
  useEffect(() => map.current?.setLook(look), [ready, look.street, look.dark, look.language]);
  const [longitude_deg, latitude_deg] = stated ?? [];
  useEffect(
    () => map.current?.show(track, point, stated, follow, officers, isOfficer),
    [ready, track, point, longitude_deg, latitude_deg, follow, JSON.stringify(officers), isOfficer],
  );
  useEffect(() => map.current?.setPicking(picking.value), [ready, picking.value]);
  return { container, failed };
}
