import type { Position } from "../../shared/protocol";
import { readingTimeMs } from "./positions";

export type PlaceState = "asking" | "on" | "denied" | "unavailable";

/** The phone's position, as often as it changes. */
export class Place {
  private watching: number | null = null;

  constructor(
    private readonly found: (point: Position) => void,
    private readonly changed: (state: PlaceState) => void,
  ) {}

  start(): void {
    const geolocation = navigator.geolocation as Geolocation | undefined;
    if (!geolocation) return this.changed("unavailable");
    this.stop();
    this.watching = geolocation.watchPosition(
      ({ coords, timestamp }) => {
        this.changed("on");
        this.found({
          at_ms: readingTimeMs(timestamp, Date.now()),
          latitude_deg: coords.latitude,
          longitude_deg: coords.longitude,
          accuracy_m: coords.accuracy,
        });
      },
      ({ code }) => this.changed(code === 1 ? "denied" : "unavailable"),
      { enableHighAccuracy: true, maximumAge: 2_000, timeout: 20_000 },
    );
  }

  stop(): void {
    if (this.watching !== null) navigator.geolocation.clearWatch(this.watching);
    this.watching = null;
  }
}
