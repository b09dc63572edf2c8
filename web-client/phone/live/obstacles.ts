import type { Obstacle } from "../../shared/protocol";

/** The console shows one obstacle at a time: the one to speak about first. */
const ORDER: readonly Obstacle[] = [
  "in_background",
  "camera_asked",
  "camera_denied",
  "camera_busy",
  "camera_missing",
  "media_blocked",
  "position_asked",
  "position_denied",
  "position_unavailable",
];

export class Obstacles {
  private now = new Set<Obstacle>();
  private told: Obstacle | null = null;

  /** What to tell, if it changed: an obstacle, or null when all are gone. */
  set(obstacle: Obstacle, there: boolean): Obstacle | null | undefined {
    if (there) this.now.add(obstacle);
    else this.now.delete(obstacle);
    const first = this.first();
    if (first === this.told) return undefined;
    this.told = first;
    return first;
  }

  first(): Obstacle | null {
    return ORDER.find((obstacle) => this.now.has(obstacle)) ?? null;
  }
}
