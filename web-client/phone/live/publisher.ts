import type { Started } from "../../shared/protocol";
import { Refused } from "../api";
import { backoffMs } from "../backoff";
import { Rungs } from "./encodings";
import { LONG_GAP_TRIES, OFFER_MS, REACH_MS, WATCH_MS } from "./limits";
import { isLost } from "./watchdog";
import { WhipSession } from "./whip";

export interface PublisherDependencies {
  started: () => Started;
  renew: () => Promise<unknown>;
  /** Whether the picture flows, and how many tries in a row failed. */
  changed: (up: boolean, failures: number) => void;
}

/**
 * Keeps one live WHIP session while there is a track, over every change of network. A session that
 * seems lost goes on until another one stands: whichever gets through first stays.
 */
export class Publisher {
  private held: WhipSession | null = null;
  private next: WhipSession | null = null;
  readonly rungs = new Rungs();
  private track: MediaStreamTrack | null = null;
  private running = false;
  private hinted = false;
  private moved = false;
  private up = false;
  private answered = false;
  private failures = 0;
  private earlierBytes = 0;
  private wake: () => void = () => undefined;

  constructor(private readonly needs: PublisherDependencies) {}

  /** Starts, or goes on with another camera without a new session. */
  send(track: MediaStreamTrack): void {
    this.track = track;
    for (const session of [this.held, this.next])
      session?.sender.replaceTrack(track).catch(() => this.hint(true));
    if (this.running) return;
    this.running = true;
    void this.run();
  }

  stop(): void {
    this.running = false;
    this.track = null;
    this.keep(null);
    this.next?.close();
    this.wake();
  }

  /** The page goes away: tells the node, so that the console need not wait for silence. */
  leave(): void {
    this.held?.leave();
    this.next?.leave();
  }

  /** The network came back (`moved`: is another one), or the page is visible again. */
  hint(moved = false): void {
    this.hinted = true;
    this.moved ||= moved;
    this.wake();
  }

  get sentBytes(): number {
    return this.earlierBytes + (this.held?.sentBytes ?? 0);
  }

  private async run(): Promise<void> {
    while (this.running) {
      if ((await this.holds()) && !this.moved) await this.pause(WATCH_MS);
      else if (this.running) await this.replace();
    }
  }

  /** Looks at the held session; true while it is the best there is. */
  private async holds(): Promise<boolean> {
    const { held } = this;
    if (!held) return false;
    await held.count();
    const [state, inStateMs] = held.now();
    const lost = isLost(state, inStateMs, held.silentMs, this.hinted);
    this.hinted = false;
    // One that came back by itself: what failed meanwhile counts no more.
    const up = state === "connected" && !lost;
    this.tell(up, up ? 0 : this.failures);
    const bps = this.up && held.availableBps;
    if (bps && this.rungs.judge(bps, performance.now()))
      held.use(this.rungs.count);
    return !lost;
  }

  /** The lost session hears the server again. */
  private async recovers(): Promise<boolean> {
    const { held } = this;
    await held?.count();
    const back = held?.now()[0] === "connected" && held.silentMs < WATCH_MS;
    if (back) this.tell(true, 0);
    return back;
  }

  /** Tries for another session, unless the held one comes back meanwhile. */
  private async replace(): Promise<void> {
    // The node closed it: first hear from the socket why.
    this.answered = this.held?.now()[0] === "closed";
    const { moved } = this;
    this.hinted = this.moved = false;
    const won = await this.attempt(moved).catch((error) => this.explain(error));
    if (!this.running) return;
    this.tell(won || this.up, won || this.up ? 0 : this.failures + 1);
    // Without any answer the network is gone, and haste costs nobody anything.
    if (!this.up) await this.pause(backoffMs(this.answered ? this.failures - 1 : 0));
  }

  private async attempt(moved: boolean): Promise<boolean> {
    const { track } = this;
    if (!track) return false;
    const next = (this.next = new WhipSession(track, this.needs.started()));
    try {
      next.connection.onconnectionstatechange = () => this.wake();
      if (this.failures >= LONG_GAP_TRIES) this.held?.seek().catch(() => undefined);
      if (this.held || this.failures)
        await next.reach(REACH_MS[this.failures % REACH_MS.length] as number);
      await next.negotiate(OFFER_MS);
      while (this.running && next.now()[0] !== "connected") {
        if (isLost(...next.now(), 0, false) || (!moved && (await this.recovers()))) return false;
        await this.pause(WATCH_MS);
      }
      if (this.running) this.keep(next);
      return this.running;
    } finally {
      this.next = null;
      if (this.held !== next) next.close();
    }
  }

  private async explain(error: unknown): Promise<boolean> {
    // A browser without network says TypeError or AbortError.
    this.answered ||= !(error instanceof TypeError || error instanceof DOMException);
    // Only an old token is worth a new one; a room that is over is told by the socket.
    if (error instanceof Refused && error.status === 401)
      await this.needs.renew().catch(() => undefined);
    return false;
  }

  private keep(session: WhipSession | null): void {
    const old = this.held;
    this.held = session;
    this.rungs.begin(performance.now());
    session?.use(this.rungs.count);
    if (!old) return;
    this.earlierBytes += old.sentBytes;
    old.close();
  }

  private tell(up: boolean, failures: number): void {
    if (up === this.up && failures === this.failures) return;
    this.up = up;
    this.failures = failures;
    this.needs.changed(up, failures);
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
