import type {
  EndReason,
  LadderStep,
  Obstacle,
  Position,
  Started,
  ToCaller,
  UploadLimits,
} from "../../shared/protocol";
import { Refused } from "../api";
import { backoffMs, sleep } from "../backoff";
import { Camera, type CameraTrouble, troubleOf } from "./camera";
import { Conversation } from "./conversation";
import { Credentials } from "./credentials";
import { Files } from "./files";
import { Floor } from "./floor";
import { type Session, sendJpeg } from "./http";
import { base64url } from "./key";
import {
  FAREWELL_MS,
  FIRST_PICTURE_PX,
  FIRST_PICTURE_QUALITY,
  PERMISSION_WAIT_MS,
  TRAFFIC_MS,
} from "./limits";
import { Obstacles } from "./obstacles";
import { Place, type PlaceState } from "./place";
import { PositionBuffer } from "./positions";
import { Publisher } from "./publisher";
import { ControlSocket } from "./socket";
import { Surroundings } from "./surroundings";
import { WakeLock } from "./wake";

/** Time and data of a session that is over. */
export interface Summary {
  elapsedMs: number;
  sentBytes: number;
}

export interface Beginning {
  /** Asks for the session's tokens, at the start and again when they have grown old. */
  take: () => Promise<Started>;
  /** Set when this phone has started already. */
  admitted: Started | null;
  /** Known once admitted, at the latest. */
  limits: () => UploadLimits;
  /** The server said no. `late`: after this phone had been admitted. */
  turnedAway: (code: string, late: boolean) => void;
  ended: (reason: EndReason, summary: Summary) => void;
  /** The first picture has arrived. */
  pictured?: () => void;
  /** What is for the page: the end of an exercise; to officers a question, and what they are shown. */
  told: (message: ToCaller) => void;
}

export type CameraState = "asking" | "on" | CameraTrouble;

/** Everything that runs between the tap on Start and the end. */
export class LiveSession implements Session {
  camera: CameraState = "asking";
  place: PlaceState = "asking";
  linkUp = false;
  socketUp = false;
  /** The camera worked once; a later wait is no question to the person. */
  filmed = false;
  viewers = 0;
  /** The police have stopped the picture for a while. */
  held = false;
  /** The newest reading of the own position. */
  here: Position | null = null;
  sentBytes = 0;
  stillTaken = 0;
  /** What to add to `performance.now()` for the server's clock; 0 before it was heard. */
  clock = 0;
  over = false;
  /** Over by an end that was said, not by a refusal. */
  finished = false;
  readonly beganMs = performance.now();
  readonly talk = new Conversation();
  readonly lens = new Camera(() => void this.openCamera());
  readonly files: Files;
  private readonly credentials: Credentials;
  private readonly positions = new PositionBuffer();
  private readonly obstacles = new Obstacles();
  private readonly wakeLock = new WakeLock();
  readonly publisher: Publisher;
  private readonly floor: Floor;
  private readonly socket: ControlSocket;
  private readonly geo: Place;
  private readonly surroundings = new Surroundings({
    hidden: (hidden) => this.hide(hidden),
    online: () => this.hurry(),
    offline: () => this.draw(),
    left: () => this.publisher.leave(),
    moved: () => this.publisher.hint(true),
  });
  private httpBytes = 0;
  private farewell: { withdrawn: boolean } | null = null;
  private firstPicture: Promise<void> | null = null;
  private timers: number[] = [];
  private draw: () => void = () => undefined;

  constructor(private readonly from: Beginning) {
    this.credentials = new Credentials(from.take, from.admitted, (error) =>
      this.turnedAway(error.code),
    );
    this.files = new Files(
      this,
      () => from.limits(),
      () => this.draw(),
      (error) => this.refused(error),
    );
    this.floor = new Floor({
      take: (longSidePx, quality) =>
        this.lens.alive && this.credentials.present && !this.held ? this.lens.picture(longSidePx, quality) : null,
      send: (picture) => sendJpeg(this, picture, "picture"),
      changed: () => this.stepped(),
    });
    this.publisher = new Publisher({
      started: () => this.started(),
      renew: () => this.credentials.renew(),
      changed: (up, failures) => {
        this.linkUp = up;
        this.floor.videoRuns(up);
        this.hinder("media_blocked", failures > 2 && this.socketUp);
        this.draw();
      },
    });
    this.socket = new ControlSocket({
      token: () => this.started().session_token,
      invalid: (code) => this.turnedAway(code),
      heard: (message) => this.heard(message),
      changed: (up) => {
        this.socketUp = up;
        this.draw();
      },
    });
    this.geo = new Place(
      (point) => {
        // Kept while away and sent later, it is placed by the server's clock, not by the phone's.
        if (this.clock) point.at_ms += Math.round(this.clock + performance.now() - Date.now());
        this.here = point;
        this.positions.add(point);
        this.flush();
      },
      (state) => this.placed(state),
    );
  }

  /** Called in the tap itself, so that the questions for camera and place come at once. */
  begin(): void {
    void this.openCamera();
    this.geo.start();
    this.wakeLock.hold();
    this.surroundings.listen();
    this.timers.push(
      window.setTimeout(
        () => this.hinder("position_asked", this.place === "asking"),
        PERMISSION_WAIT_MS,
      ),
    );
    void this.admit();
  }

  onChange(draw: () => void): void {
    this.draw = draw;
  }

  started(): Started {
    return this.credentials.started();
  }

  get admitted(): boolean {
    return this.credentials.present;
  }

  spent(bytes: number): void {
    this.httpBytes += bytes;
  }

  get online(): boolean {
    return (
      navigator.onLine !== false && (this.socketUp || this.linkUp || !this.credentials.present)
    );
  }

  get elapsedMs(): number {
    return performance.now() - this.beganMs;
  }

  async openCamera(): Promise<void> {
    if (this.over) return;
    this.camera = "asking";
    this.draw();
    const waiting = window.setTimeout(() => this.hinder("camera_asked", true), PERMISSION_WAIT_MS);
    try {
      const track = await this.lens.open();
      if (this.over) return this.lens.close();
      track.enabled = !this.held;
      this.camera = "on";
      this.filmed = true;
      this.filming(track);
    } catch (error) {
      this.camera = troubleOf(error);
    }
    clearTimeout(waiting);
    for (const obstacle of [
      "camera_asked",
      "camera_denied",
      "camera_missing",
      "camera_busy",
    ] as const) {
      this.hinder(obstacle, this.camera === obstacle);
    }
    this.stepped();
  }

  switchCamera(): void {
    this.lens.facing = this.lens.facing === "environment" ? "user" : "environment";
    void this.openCamera();
  }

  async takeStill(name: string): Promise<void> {
    const picture = this.held ? null : await this.lens.still().catch(() => null);
    if (!picture) return;
    this.stillTaken++;
    this.draw();
    await this.files.still(name, picture);
  }

  say(words: string): boolean {
    const message = this.talk.write(
      words,
      base64url(crypto.getRandomValues(new Uint8Array(16))),
      Date.now(),
    );
    if (message) this.socket.say(message);
    this.draw();
    return message !== null;
  }

  putAway(): void {
    this.talk.newest = null;
    this.draw();
  }

  /** The caller ends. What films and finds stops in this moment, whatever the network does. */
  end(withdrawn: boolean): void {
    this.farewell = { withdrawn };
    const told = this.socket.say({ type: "end", withdrawn });
    this.finish(withdrawn ? "consent_withdrawn" : "caller_ended");
    if (told) setTimeout(() => this.socket.close(), FAREWELL_MS / 10);
    else {
      this.socket.hurry();
      setTimeout(() => this.socket.close(), FAREWELL_MS);
    }
  }

  stop(): void {
    if (this.over) return;
    this.over = true;
    this.lens.close();
    this.geo.stop();
    this.wakeLock.release();
    this.publisher.stop();
    this.floor.stop();
    this.files.stop();
    this.timers.forEach(clearInterval);
    this.surroundings.unlisten();
    if (!this.farewell) this.socket.close();
  }

  private async admit(): Promise<void> {
    const admitted = await this.credentials.first(() => !this.over);
    if (!admitted || (this.over && !this.farewell)) return;
    this.socket.connect();
    if (this.over) return;
    this.timers.push(window.setInterval(() => this.count(), TRAFFIC_MS / 5));
    this.filming(null);
    this.draw();
  }

  /** Camera and admission come in either order; the picture leaves with the later one. */
  private filming(track: MediaStreamTrack | null): void {
    const live = track ?? (this.lens.video.srcObject as MediaStream | null)?.getVideoTracks()[0];
    if (this.over || !this.credentials.present || !live) return;
    this.socket.say({ type: "permitted" });
    this.firstPicture ??= this.sendFirstPicture().then(this.from.pictured);
    this.floor.videoRuns(this.linkUp);
    this.publisher.send(live);
  }

  private async sendFirstPicture(): Promise<void> {
    const picture = await this.lens.picture(FIRST_PICTURE_PX, FIRST_PICTURE_QUALITY);
    for (let attempt = 0; !this.over; attempt++) {
      try {
        return await sendJpeg(this, picture, "first_picture");
      } catch (error) {
        if (error instanceof Refused) return this.refused(error);
        await sleep(backoffMs(attempt));
      }
    }
  }

  private heard(message: ToCaller): void {
    switch (message.type) {
      case "welcome":
        // The answer that was quickest on its way says it best.
        this.clock = Math.max(this.clock, message.now_ms - performance.now());
        this.hold(message.held);
        return this.welcomed(this.talk.restore(message.messages));
      case "positions_received":
        this.positions.received(message.seq);
        return this.flush();
      case "say_received":
        this.talk.received(message.client_key);
        break;
      case "message":
        this.arrived(message.id, message);
        break;
      case "watched":
        this.viewers = message.viewers;
        break;
      case "still_wanted":
        return void this.takeStill(new Date().toLocaleTimeString());
      case "held":
      case "released":
        this.hold(message.type === "held");
        break;
      case "ended":
        return this.finish(message.reason);
      case "no_exercise":
      case "still_initial":
      case "shown_changed":
        return this.from.told(message);
      case "refused":
      case "pong":
        return;
    }
    this.draw();
  }

  /** The camera shows nothing while held; place and words go on. */
  private hold(held: boolean): void {
    this.held = held;
    this.lens.show(!held);
    if (!held && this.camera === "on") this.floor.hurry();
  }

  /** A new socket knows nothing: all that holds now is said again. */
  private welcomed(unconfirmed: string[]): void {
    if (this.farewell)
      return void this.socket.say({ type: "end", withdrawn: this.farewell.withdrawn });
    unconfirmed.forEach((message) => this.socket.say({ type: "shown", message }));
    if (this.camera === "on") this.socket.say({ type: "permitted" });
    this.stepped();
    const obstacle = this.obstacles.first();
    this.socket.say(obstacle ? { type: "stuck", obstacle } : { type: "unstuck" });
    this.positions
      .unacknowledged()
      .forEach((message) => this.socket.say({ type: "positions", ...message }));
    this.talk.unsent().forEach((message) => this.socket.say(message));
    this.flush();
    this.draw();
  }

  /** What the phone sends now. A camera that was only lost for a moment is still one. */
  get step(): LadderStep {
    const filming = this.camera === "on" || this.camera === "asking";
    return filming ? this.floor.step : "text";
  }

  private stepped(): void {
    this.socket.say({ type: "step", step: this.step });
    this.draw();
  }

  private arrived(id: string, { at_ms, body }: ToCaller & { type: "message" }): void {
    this.talk.hear(id, at_ms, body);
    this.socket.say({ type: "shown", message: id });
    if (navigator.vibrate) navigator.vibrate(200);
  }

  private flush(): void {
    if (!this.socketUp || this.over) return;
    for (let message = this.positions.next(); message; message = this.positions.next()) {
      this.socket.say({ type: "positions", ...message });
    }
  }

  private placed(state: PlaceState): void {
    if (state === this.place) return;
    this.place = state;
    this.hinder("position_asked", false);
    this.hinder("position_denied", state === "denied");
    this.hinder("position_unavailable", state === "unavailable");
    this.draw();
  }

  private hinder(obstacle: Obstacle, there: boolean): void {
    const change = this.obstacles.set(obstacle, there);
    if (change !== undefined)
      this.socket.say(change ? { type: "stuck", obstacle: change } : { type: "unstuck" });
  }

  private count(): void {
    this.sentBytes = this.httpBytes + this.publisher.sentBytes;
    if (
      Math.floor(this.elapsedMs / TRAFFIC_MS) !==
      Math.floor((this.elapsedMs - TRAFFIC_MS / 5) / TRAFFIC_MS)
    ) {
      this.socket.say({ type: "traffic", sent_bytes: this.sentBytes });
    }
    this.draw();
  }

  /** A picture was refused; that ends nothing unless the report itself is over. */
  private refused(error: Refused): void {
    if (error.status === 410 || error.status === 401) this.turnedAway(error.code);
  }

  private turnedAway(code: string): void {
    if (!this.over) this.from.turnedAway(code, this.credentials.present);
  }

  private finish(reason: EndReason): void {
    if (this.over) return this.socket.close();
    const summary = { elapsedMs: this.elapsedMs, sentBytes: this.sentBytes };
    this.finished = true;
    this.stop();
    this.from.ended(reason, summary);
  }

  private hide(hidden: boolean): void {
    this.hinder("in_background", hidden);
    if (hidden) return;
    void this.wakeLock.ask();
    if (this.camera === "on" && !this.lens.alive) void this.openCamera();
    this.hurry();
  }

  private hurry(): void {
    this.socket.hurry();
    this.publisher.hint();
    this.floor.hurry();
    this.draw();
  }
}
