// Coordinates to copy and to read aloud. Five decimals are about one metre: finer than any phone.
const DECIMALS = 5;

export interface Reading {
  axis: "north" | "south" | "east" | "west";
  degrees: string;
  /** The decimals in groups that a person can hold: three and two. */
  groups: readonly string[];
}

/** `35.68124, 139.76713`: latitude first, as map programs take it. */
export function copyText(latitude_deg: number, longitude_deg: number): string {
  return `${latitude_deg.toFixed(DECIMALS)}, ${longitude_deg.toFixed(DECIMALS)}`;
}

export function readings(latitude_deg: number, longitude_deg: number): [Reading, Reading] {
  return [
    reading(latitude_deg, latitude_deg < 0 ? "south" : "north"),
    reading(longitude_deg, longitude_deg < 0 ? "west" : "east"),
  ];
}

/** `35°40′52.5″`, for services whose maps carry degrees, minutes and seconds. */
export function sexagesimal(value_deg: number): string {
  const tenths = Math.round(Math.abs(value_deg) * 36_000);
  const two = (value: number) => String(value).padStart(2, "0");
  const degrees = Math.floor(tenths / 36_000);
  const minutes = Math.floor(tenths / 600) % 60;
  const rest = tenths % 600;
  return `${degrees}°${two(minutes)}′${two(Math.floor(rest / 10))}.${rest % 10}″`;
}

function reading(value_deg: number, axis: Reading["axis"]): Reading {
  const [degrees = "0", decimals = ""] = Math.abs(value_deg).toFixed(DECIMALS).split(".");
  return { axis, degrees, groups: [decimals.slice(0, 3), decimals.slice(3)] };
}
