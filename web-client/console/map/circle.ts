// The accuracy circle as a polygon of true metres on the ground, right at every zoom.
const EARTH_RADIUS_M = 6_371_008.8;
const CORNERS = 64;

export type LngLat = [longitude_deg: number, latitude_deg: number];

export function circleAround(centre: LngLat, radius_m: number): LngLat[] {
  const corners = Array.from({ length: CORNERS }, (_, index) =>
    destination(centre, radius_m, (index / CORNERS) * 2 * Math.PI),
  );
  return [...corners, corners[0] ?? centre];
}

/** Great-circle distance in metres. */
export function distance_m(a: LngLat, b: LngLat): number {
  const [lat1, lat2] = [radians(a[1]), radians(b[1])];
  const dLat = lat2 - lat1;
  const dLng = radians(b[0] - a[0]);
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(lat1) * Math.cos(lat2) * Math.sin(dLng / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** The zoom at which a circle of this radius fills about a third of `width_px`. */
export function zoomForRadius(radius_m: number, latitude_deg: number, width_px: number): number {
  const wanted_m_per_px = (Math.max(radius_m, 30) * 6) / Math.max(width_px, 1);
  const equator_m_per_px = (2 * Math.PI * EARTH_RADIUS_M) / 512;
  const zoom = Math.log2((equator_m_per_px * Math.cos(radians(latitude_deg))) / wanted_m_per_px);
  return Math.min(17, Math.max(4, zoom));
}

function destination([lng, lat]: LngLat, distance: number, bearing: number): LngLat {
  const angle = distance / EARTH_RADIUS_M;
  const lat1 = radians(lat);
  const sinLat2 =
    Math.sin(lat1) * Math.cos(angle) + Math.cos(lat1) * Math.sin(angle) * Math.cos(bearing);
  const lat2 = Math.asin(sinLat2);
  const y = Math.sin(bearing) * Math.sin(angle) * Math.cos(lat1);
  const x = Math.cos(angle) - Math.sin(lat1) * sinLat2;
  return [lng + degrees(Math.atan2(y, x)), degrees(lat2)];
}

function radians(value_deg: number): number {
  return (value_deg * Math.PI) / 180;
}

function degrees(value: number): number {
  return (value * 180) / Math.PI;
}
