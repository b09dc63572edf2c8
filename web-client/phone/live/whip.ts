import type { Started } from "../../shared/protocol";
import { request } from "../api";
import { encodings } from "./encodings";
import { REACH_AFTER_MS } from "./limits";
import { Pulse, stateOf } from "./watchdog";

/** One WHIP session (RFC 9725): one offer, one answer, no renegotiation. */
export class WhipSession {
  private location: string | null = null;
  private answer = "";
  private readonly authorization: string;
  private readonly pulse = new Pulse();
  private stateMs = performance.now();
  private state: RTCPeerConnectionState = "new";
  sentBytes = 0;
  availableBps = 0;
  silentMs = 0;
  readonly connection: RTCPeerConnection;
  readonly sender: RTCRtpSender;

  constructor(
    track: MediaStreamTrack,
    private readonly started: Started,
  ) {
    this.authorization = `Bearer ${started.whip_token}`;
    this.connection = new RTCPeerConnection({ iceServers: started.ice_servers });
    this.sender = this.connection.addTransceiver(track, {
      direction: "sendonly",
      sendEncodings: encodings(),
    }).sender;
  }

  /**
   * Waits until the node answers over a fresh connection. After a change of network the browser's
   * pooled ones may be dead without knowing it: each takes one of these requests down with it,
   * until one has to be opened anew.
   */
  reach(timeoutMs: number): Promise<void> {
    const abort = new AbortController();
    const { signal } = abort;
    return new Promise<void>((resolve, reject) => {
      const knock = () =>
        fetch(this.started.whip_url, { method: "OPTIONS", signal }).then(() => resolve(), () => 0);
      REACH_AFTER_MS.forEach((ms) => setTimeout(() => signal.aborted || knock(), ms));
      setTimeout(() => reject(new TypeError("no network")), timeoutMs);
    }).finally(() => abort.abort());
  }

  /**
   * Looks for the way to the node anew and at once, by checks of ICE, under the same session and
   * keys. A node of ICE-lite has no need to hear of it: its own fragments stay as they are. After a
   * long gap this is far quicker than any new connection, for which systems and browsers wait ever
   * longer; the session must be one that the node still holds.
   */
  async seek(): Promise<void> {
    const { connection, answer } = this;
    await connection.setLocalDescription(await connection.createOffer({ iceRestart: true }));
    await connection.setRemoteDescription({ type: "answer", sdp: answer });
  }

  /** The server is ICE-lite and never checks our candidates, so the offer leaves before any is gathered. */
  async negotiate(timeoutMs: number): Promise<void> {
    if (!this.connection.localDescription)
      await this.connection.setLocalDescription(await this.connection.createOffer());
    const { authorization } = this;
    const answer = await request(
      this.started.whip_url,
      {
        method: "POST",
        headers: { "content-type": "application/sdp", authorization },
        body: this.connection.localDescription?.sdp ?? "",
      },
      timeoutMs,
    );
    const where = answer.headers.get("location");
    this.location = where && new URL(where, answer.url).href;
    this.answer = await answer.text();
    await this.connection.setRemoteDescription({ type: "answer", sdp: this.answer });
  }

  /** The state and for how long. */
  now(): [RTCPeerConnectionState, number] {
    const state = stateOf(this.connection);
    if (state !== this.state) {
      this.state = state;
      this.stateMs = performance.now();
    }
    return [state, performance.now() - this.stateMs];
  }

  /** A connection that died counts nothing any more, so the last figure is kept. */
  async count(): Promise<void> {
    const statistics = await this.sender.getStats().catch(() => null);
    let [sent, heard] = [0, 0];
    statistics?.forEach((entry) => {
      if (entry.type === "outbound-rtp")
        sent += (entry.bytesSent || 0) + (entry.headerBytesSent || 0);
      if (entry.type !== "candidate-pair") return;
      heard += entry.bytesReceived || 0;
      this.availableBps = entry.availableOutgoingBitrate || this.availableBps;
    });
    this.sentBytes = Math.max(this.sentBytes, sent);
    if (statistics) this.silentMs = this.pulse.note(sent, heard, performance.now());
  }

  /** Sends the smallest encodings only, so many of them. */
  use(count: number): void {
    const parameters = this.sender.getParameters();
    const { length } = parameters.encodings;
    parameters.encodings.forEach((encoding, index) => {
      encoding.active = length - index <= count;
    });
    this.sender.setParameters(parameters).catch(() => undefined);
  }

  close(): void {
    this.connection.close();
    this.leave();
  }

  leave(): void {
    if (!this.location) return;
    const headers = { authorization: this.authorization };
    fetch(this.location, { method: "DELETE", headers, keepalive: true }).catch(() => undefined);
    this.location = null;
  }
}
