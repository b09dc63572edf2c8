// A place that is being picked on the map, shared between the form and the map.
import { signal } from "@preact/signals";

export interface PickedPoint {
  latitude_deg: number;
  longitude_deg: number;
}

/** The next press on the map picks. */
export const picking = signal(false);
export const picked = signal<PickedPoint | null>(null);
