// What is drawn over the map: accuracy circle, track, the point itself. Touches nothing.
import type { Feature, FeatureCollection } from "geojson";
import type { TrackPoint } from "../../shared/protocol.ts";
import type { OfficerMark } from "../officers.ts";
import { circleAround, type LngLat } from "./circle.ts";

/**
 * `stated`: where the caller says to be, as far as that is a point. `officers`: all who send now;
 * `isOfficer`: the point is one of theirs.
 */
export function placeShapes(
  track: readonly TrackPoint[],
  point: TrackPoint | undefined,
  stated: LngLat | null = null,
  officers: readonly OfficerMark[] = [],
  isOfficer = false,
): FeatureCollection {
  const features: Feature[] = [];
  const line = track.map(lngLat);
  if (line.length > 1) {
    features.push(feature("track", { type: "LineString", coordinates: line }));
  }
  if (stated) {
    features.push(feature("stated", { type: "Point", coordinates: stated }));
    if (point) {
      const coordinates = [stated, lngLat(point)];
      features.push(feature("apart", { type: "LineString", coordinates }));
    }
  }
  if (point) {
    const circle = circleAround(lngLat(point), point.position.accuracy_m);
    features.push(feature("accuracy", { type: "Polygon", coordinates: [circle] }));
    if (!isOfficer) features.push(feature("point", { type: "Point", coordinates: lngLat(point) }));
  }
  for (const { name, at } of officers) {
    features.push(feature("officer", { type: "Point", coordinates: at }, { name }));
  }
  return { type: "FeatureCollection", features };
}

function feature(kind: string, geometry: Feature["geometry"], more: object = {}): Feature {
  return { type: "Feature", properties: { kind, ...more }, geometry };
}

function lngLat(point: TrackPoint): LngLat {
  return [point.position.longitude_deg, point.position.latitude_deg];
}
