// From here to there, as an officer on the way needs it. Touches nothing.
export interface Spot {
  latitude_deg: number;
  longitude_deg: number;
}

export const WINDS = ["n", "ne", "e", "se", "s", "sw", "w", "nw"] as const;
export type Wind = (typeof WINDS)[number];

const EARTH_M = 6_371_000;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Along the great circle. */
export function distance_m(from: Spot, to: Spot): number {
  const [a, b] = [radians(from.latitude_deg), radians(to.latitude_deg)];
  const across = radians(to.longitude_deg - from.longitude_deg);
  const half = Math.sin((b - a) / 2) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin(across / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(half)));
}

/** 0 is north, 90 east. */
export function bearing_deg(from: Spot, to: Spot): number {
  const [a, b] = [radians(from.latitude_deg), radians(to.latitude_deg)];
  const across = radians(to.longitude_deg - from.longitude_deg);
  const x = Math.sin(across) * Math.cos(b);
  const y = Math.cos(a) * Math.sin(b) - Math.sin(a) * Math.cos(b) * Math.cos(across);
  return ((Math.atan2(x, y) * 180) / Math.PI + 360) % 360;
}

export function windOf(bearing: number): Wind {
  return WINDS[Math.round(bearing / 45) % 8] as Wind;
}

/** `340 m`, `2.4 km`. */
export function wayText(metres: number): string {
  if (metres < 1_000) return `${Math.round(metres / 10) * 10} m`;
  const km = metres / 1_000;
  return `${km < 10 ? km.toFixed(1) : Math.round(km)} km`;
}

/** The phone's own map app; an iPhone knows no `geo:`. Nothing leaves for a map service of the web. */
export function mapLink({ latitude_deg, longitude_deg }: Spot, platform: string): string {
  const point = `${latitude_deg.toFixed(6)},${longitude_deg.toFixed(6)}`;
  return platform === "iPhone" ? `maps://?q=${point}` : `geo:${point}?q=${point}`;
}
