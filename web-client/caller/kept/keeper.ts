import type { LateLimits } from "../../shared/protocol";
import type { LiveSession } from "../../phone/live/session";
import type { Session } from "../../phone/live/http";
import { LOOK_MS, SAID_MS, SPARE_BYTES } from "./limits";
import { Recorder } from "./recorder";
import { Live, type Part, bytesOf, isFull, lengthOf } from "./rules";
import { send } from "./sender";
import type { Store } from "./store";
import type { Tools } from "./tools";

/** What the person is told. */
export type Told =
  | { kind: "nothing" }
  | { kind: "keeping" | "full" | "waiting"; ms: number; bytes: number }
  | { kind: "sending"; ms: number; bytes: number; sentBytes: number }
  | { kind: "sent" | "dropped" };

/**
 * Keeps what the camera films while no network carries it, and sends it once live video flows
 * again. At the end of the report what is left goes, unless the phone was given up.
 */
export class Keeper {
  private readonly live = new Live();
  private readonly recorder: Recorder;
  private readonly filming: Record<string, boolean> = {};
  private writing: Promise<void> = Promise.resolve();
  private noRoom = false;
  private isNoted = false;
  private sentBytes: number | null = null;
  private saidMs = 0;
  private said: "sent" | "dropped" = "sent";
  private timer = 0;
  private gone = false;

  constructor(
    private readonly store: Store,
    private parts: Part[],
    mimeType: string | undefined,
    private readonly limits: LateLimits,
    private readonly session: LiveSession,
    private readonly tools: Tools,
    private readonly tell: (told: Told) => void,
  ) {
    this.recorder = new Recorder(mimeType ?? "", {
      nowMs: () => Math.round(session.clock + performance.now()),
      slice: (part, slice, film, fromMs, toMs) => this.keep(part, slice, film, fromMs, toMs),
      ended: (part) => void this.writing.then(() => delete this.filming[part]),
    });
    this.noRoom = !mimeType;
  }

  begin(): void {
    this.timer = window.setInterval(() => this.look(), LOOK_MS);
    addEventListener("offline", this.onOffline);
    void this.deliver();
  }

  private readonly onOffline = () => this.look();

  private look(): void {
    const { session } = this;
    const nowMs = performance.now();
    const up = session.linkUp && navigator.onLine !== false && !session.over;
    this.live.note(up, session.publisher.rungs.count, nowMs);
    if (session.finished) return void this.end();
    const track = this.track();
    if (!session.over && this.live.isAway(nowMs) && track && !this.isStuffed) this.film(track);
    else this.recorder.stop();
    this.draw();
  }

  private track(): MediaStreamTrack | undefined {
    const { session } = this;
    if (session.held || session.camera !== "on" || !session.clock) return;
    const stream = session.lens.video.srcObject as MediaStream | null;
    return stream?.getVideoTracks().filter(({ readyState }) => readyState === "live")[0];
  }

  private get isStuffed(): boolean {
    return this.noRoom || isFull(this.parts, this.limits);
  }

  private film(track: MediaStreamTrack): void {
    try {
      this.recorder.film(track);
    } catch {
      // This phone cannot film and stream at once.
      this.noRoom = true;
    }
    if (this.isNoted) return;
    this.isNoted = true;
    void this.store.note(this.session.started().session_token).catch(() => undefined);
  }

  private keep(name: string, slice: string, film: Blob, fromMs: number, toMs: number): void {
    this.filming[name] = true;
    this.writing = this.writing.then(async () => {
      if (this.gone) return;
      try {
        if ((await this.store.room()) < SPARE_BYTES + film.size) throw new Error("no room");
        const bytes = await this.store.add(name, slice, film);
        this.kept(name, slice, bytes, fromMs, toMs);
      } catch {
        this.noRoom = true;
      }
    });
  }

  private kept(name: string, slice: string, bytes: number, fromMs: number, toMs: number): void {
    const part = this.parts.filter((known) => known.name === name)[0];
    if (!part) this.parts.push({ name, fromMs, toMs, bytes, slices: [slice] });
    else {
      part.toMs = toMs;
      part.bytes += bytes;
      part.slices.push(slice);
    }
  }

  /** Sends one whole part after the other, as long as there is a session. */
  private async deliver(): Promise<void> {
    while (!this.gone) {
      const part = this.parts.filter(({ name }) => !this.filming[name])[0];
      if (part && this.isFree()) await this.bring(part);
      else if (this.session.over && this.parts.length === 0) return this.end();
      else await this.tools.sleep(LOOK_MS);
    }
  }

  private async bring(part: Part): Promise<void> {
    this.sentBytes = 0;
    const sent = await send(this.store, part, this.session, {
      tools: this.tools,
      free: () => this.isFree(),
      progress: (bytes) => {
        this.sentBytes = bytes;
        this.draw();
      },
      stopped: () => this.gone,
    });
    this.sentBytes = null;
    if (this.gone) return;
    if (sent === "over") return this.end();
    if (sent === "later") return this.tools.sleep(SAID_MS);
    await this.store.remove(part.name);
    this.parts = this.parts.filter((other) => other !== part);
    this.noRoom = false;
    if (this.parts.length === 0) this.say(sent === "sent" ? "sent" : "dropped");
  }

  /** Live first. A session that is over leaves the line free. */
  private isFree(): boolean {
    return this.session.over || this.live.isCalm(performance.now());
  }

  /** The report is over: what could not be sent goes. */
  private async end(): Promise<void> {
    if (this.gone) return;
    this.gone = true;
    this.recorder.stop();
    clearInterval(this.timer);
    removeEventListener("offline", this.onOffline);
    await this.writing;
    if (this.parts.length > 0) this.say("dropped");
    this.parts = [];
    this.draw();
    await this.store.forget();
  }

  private say(said: "sent" | "dropped"): void {
    this.said = said;
    this.saidMs = performance.now() + SAID_MS;
  }

  private draw(): void {
    this.tell(this.told());
  }

  private told(): Told {
    const ms = lengthOf(this.parts);
    const bytes = bytesOf(this.parts);
    const { sentBytes } = this;
    if (sentBytes !== null && this.isFree()) return { kind: "sending", ms, bytes, sentBytes };
    const away = this.live.isAway(performance.now()) && !this.session.over;
    if (ms > 0) return { kind: !away ? "waiting" : this.isStuffed ? "full" : "keeping", ms, bytes };
    return performance.now() < this.saidMs || (this.gone && this.said === "dropped" && this.saidMs > 0)
      ? { kind: this.said }
      : { kind: "nothing" };
  }
}

/** Brings what an earlier page kept, after the report is over; the server decides whether it takes it. */
export async function bringRest(
  store: Store,
  tools: Tools,
  tell: (told: Told) => void,
): Promise<void> {
  const parts = await store.parts();
  const token = parts.length > 0 ? await store.noted() : null;
  if (token) {
    const session: Session = {
      started: () => ({ session_token: token }),
      spent: () => undefined,
    };
    while (parts[0]) {
      const [part] = parts;
      const about = { ms: lengthOf(parts), bytes: bytesOf(parts) };
      const sent = await send(store, part, session, {
        tools,
        free: () => true,
        progress: (sentBytes) => tell({ kind: "sending", ...about, sentBytes }),
        stopped: () => false,
      });
      if (sent === "over") break;
      if (sent === "later") await tools.sleep(SAID_MS);
      else {
        await store.remove(part.name);
        parts.shift();
        if (parts.length === 0) tell({ kind: sent === "sent" ? "sent" : "dropped" });
      }
    }
    if (parts.length > 0) tell({ kind: "dropped" });
  }
  await store.forget();
}
