// Holds the map, which is loaded when it is first needed.
import { useEffect, useRef, useState } from "preact/hooks";
import type { TrackPoint } from "../../shared/protocol.ts";
import { language, texts } from "../i18n/texts.ts";
import type { PlaceMap } from "../map/place-map.ts";
import { configuration } from "../state.ts";
import { isDark } from "../theme.ts";
import { Icon } from "./icon.tsx";
import { following } from "./place.tsx";

interface Props {
  track: readonly TrackPoint[];
  point: TrackPoint | undefined;
}

export function MapPanel({ track, point }: Props) {
  const t = texts.value;
  const { container, failed } = useMap(track, point);
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

function useMap(track: readonly TrackPoint[], point: TrackPoint | undefined) {
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
      map.current = new PlaceMap(container.current, look, () => (following.value = false));
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
  useEffect(() => map.current?.show(track, point, follow), [ready, track, point, follow]);
  return { container, failed };
}
