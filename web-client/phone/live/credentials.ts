import type { Started } from "../../shared/protocol";
import { Refused } from "../api";
import { backoffMs, sleep } from "../backoff";

/** The session's tokens: got at the start, renewed with the phone's key when they grow old. */
export class Credentials {
  constructor(
    private readonly ask: () => Promise<Started>,
    private held: Started | null,
    private readonly turnedAway: (error: Refused) => void,
  ) {}

  get present(): boolean {
    return this.held !== null;
  }

  started(): Started {
    if (!this.held) throw new Error("asked before the start was admitted");
    return this.held;
  }

  /** Tries until admitted, turned away or not wanted any more. */
  async first(wanted: () => boolean): Promise<boolean> {
    for (let attempt = 0; !this.held && wanted(); attempt++) {
      try {
        await this.take();
      } catch (error) {
        if (error instanceof Refused) {
          this.turnedAway(error);
          return false;
        }
        await sleep(backoffMs(attempt));
      }
    }
    return this.present;
  }

  /** Asks for new tokens; a report that is over says so here. */
  async renew(): Promise<void> {
    try {
      await this.take();
    } catch (error) {
      if (error instanceof Refused) this.turnedAway(error);
      throw error;
    }
  }

  private async take(): Promise<void> {
    this.held = await this.ask();
  }
}
