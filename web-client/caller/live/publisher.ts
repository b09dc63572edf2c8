import type { Started } from "../../shared/protocol";
import { Refused } from "../api";
import { backoffMs } from "../backoff";
import { WATCH_MS } from "./limits";
import { isLost, stateOf } from "./watchdog";
import { WhipSession } from "./whip";

export interface PublisherDependencies {
  /** Tokens that the media node will still take. */
  fresh: () => Promise<Started>;
  renew: () => Promise<unknown>;
  /** Whether the picture flows, and how many tries in a row failed. */
  changed: (up: boolean, failures: number) => void;
}

/** Keeps one live WHIP session while there is a track, over every change of network. */
export class Publisher {
  private session: WhipSession | null = null;
  private track: MediaStreamTrack | null = null;
  private running = false;
  private hinted = false;
  private moved = false;
  private earlierBytes = 0;
  private wake: () => void = () => undefined;

  constructor(private readonly needs: PublisherDependencies) {}

  /** Starts, or goes on with another camera without a new session. */
  send(track: MediaStreamTrack): void {
    this.track = track;
    this.session?.sender.replaceTrack(track).catch(() => this.hint(true));
    if (this.running) return;
    this.running = true;
    void this.run();
  }

  stop(): void {
    this.running = false;
    this.track = null;
    this.retire();
    this.wake();
  }

  /** The page goes away: tells the node, so that the console need not wait for silence. */
  leave(): void {
    this.session?.leave();
  }

  /** The network came back (`moved`: is another one), or the page is visible again. */
  hint(moved = false): void {
    this.hinted = true;
    this.moved ||= moved;
    this.wake();
  }

  async sentBytes(): Promise<number> {
    await this.session?.count();
    return this.earlierBytes + (this.session?.sentBytes ?? 0);
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (this.running) {
      const held = await this.hold((up) => this.needs.changed(up, failures)).catch((error) =>
        this.explain(error),
      );
      failures = held ? 0 : failures + 1;
      if (!this.running) return;
      this.needs.changed(false, failures);
      // The node closed it: first hear from the socket why.
      const closed = this.session?.connection.connectionState === "closed";
      if (!held || closed) await this.pause(backoffMs(Math.max(0, failures - 1)));
    }
  }

  /** One session from offer to loss; true when it was ever connected. */
  private async hold(changed: (up: boolean) => void): Promise<boolean> {
    const { track } = this;
    if (!track) return false;
    const session = await WhipSession.publish(track, await this.needs.fresh());
    if (!this.running) {
      session.close();
      return false;
    }
    this.retire();
    this.session = session;
    this.hinted = this.moved = false;
    if (this.track && this.track !== track) await session.sender.replaceTrack(this.track);
    return this.watch(session.connection, changed);
  }

  private async watch(
    connection: RTCPeerConnection,
    changed: (up: boolean) => void,
  ): Promise<boolean> {
    let state = stateOf(connection);
    let since = performance.now();
    let ever = false;
    connection.onconnectionstatechange = () => this.wake();
    while (this.running) {
      if (stateOf(connection) !== state) {
        state = stateOf(connection);
        since = performance.now();
        ever ||= state === "connected";
        changed(state === "connected");
      }
      if (this.moved || isLost(state, performance.now() - since, this.hinted)) return ever;
      this.hinted = false;
      await this.pause(WATCH_MS);
    }
    return ever;
  }

  private async explain(error: unknown): Promise<boolean> {
    // Only an old token is worth a new one; a room that is over is told by the socket.
    if (error instanceof Refused && error.status === 401)
      await this.needs.renew().catch(() => undefined);
    return false;
  }

  private retire(): void {
    const old = this.session;
    this.session = null;
    if (!old) return;
    this.earlierBytes += old.sentBytes;
    old.close();
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
