import type { Started } from "../../shared/protocol";
import { request } from "../api";
import { CONNECTING_MS, VIDEO_BITRATE_BPS } from "./limits";

/** One WHIP session (RFC 9725): one offer, one answer, no renegotiation. */
export class WhipSession {
  private location: string | null = null;
  sentBytes = 0;
  readonly sender: RTCRtpSender;

  private constructor(
    readonly connection: RTCPeerConnection,
    track: MediaStreamTrack,
    private readonly token: string,
  ) {
    this.sender = connection.addTransceiver(track, {
      direction: "sendonly",
      sendEncodings: [{ maxBitrate: VIDEO_BITRATE_BPS }],
    }).sender;
  }

  static async publish(track: MediaStreamTrack, started: Started): Promise<WhipSession> {
    const connection = new RTCPeerConnection({ iceServers: started.ice_servers });
    const session = new WhipSession(connection, track, started.whip_token);
    try {
      await session.negotiate(new URL(started.whip_url, location.href).href);
      return session;
    } catch (error) {
      session.close();
      throw error;
    }
  }

  /** The server is ICE-lite and never checks our candidates, so the offer leaves before any is gathered. */
  private async negotiate(url: string): Promise<void> {
    await this.connection.setLocalDescription(await this.connection.createOffer());
    const answer = await request(
      url,
      {
        method: "POST",
        headers: { "content-type": "application/sdp", authorization: `Bearer ${this.token}` },
        body: this.connection.localDescription?.sdp ?? "",
      },
      CONNECTING_MS,
    );
    const where = answer.headers.get("location");
    this.location = where && new URL(where, answer.url || url).href;
    await this.connection.setRemoteDescription({ type: "answer", sdp: await answer.text() });
  }

  /** A connection that died counts nothing any more, so the last figure is kept. */
  async count(): Promise<void> {
    const statistics = await this.sender.getStats().catch(() => null);
    statistics?.forEach((entry) => {
      if (entry.type !== "outbound-rtp") return;
      this.sentBytes = Math.max(
        this.sentBytes,
        (entry.bytesSent || 0) + (entry.headerBytesSent || 0),
      );
    });
  }

  close(): void {
    this.connection.close();
    this.leave();
  }

  leave(): void {
    if (!this.location) return;
    const headers = { authorization: `Bearer ${this.token}` };
    fetch(this.location, { method: "DELETE", headers, keepalive: true }).catch(() => undefined);
    this.location = null;
  }
}
