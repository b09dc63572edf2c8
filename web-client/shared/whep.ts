// Plays a live picture by WHEP: one offer, one answer, and again with growing waits when it breaks.
// A publisher that comes back is the server's matter: this connection goes on.
import type { Watch } from "./protocol.ts";
import { retryWait_ms } from "./retry.ts";

/** A media node that says nothing to an offer for so long is asked again. */
const OFFER_MS = 10_000;
/** A short radio shadow heals by itself; only then is the live connection made anew. */
export const DISCONNECTED_GRACE_MS = 3_000;

export interface WhepHandlers {
  /** A fresh address and token; called again only when a token was refused. */
  watch(): Promise<Watch>;
  onStream(stream: MediaStream): void;
  /** `trouble` is true while there is no working connection. */
  onTrouble(trouble: boolean): void;
}

export class WhepPlayer {
  private peer: RTCPeerConnection | null = null;
  private watch: Watch | null = null;
  private sessionUrl: string | null = null;
  private failures = 0;
  private retryTimer = 0;
  private graceTimer = 0;
  private stopped = false;

  constructor(private readonly handlers: WhepHandlers) {
    void this.connect();
  }

  /** The browser's own figures; nothing while there is no connection. */
  async statistics<Entry>(): Promise<Entry[]> {
    const entries: Entry[] = [];
    const report = await this.peer?.getStats();
    report?.forEach((entry: Entry) => entries.push(entry));
    return entries;
  }

  stop(): void {
    if (this.stopped) return;
    this.stopped = true;
    clearTimeout(this.retryTimer);
    this.hangUp();
  }

  private async connect(): Promise<void> {
    try {
      this.watch ??= await this.handlers.watch();
      if (this.stopped) return;
      const peer = this.newPeer(this.watch);
      await peer.setLocalDescription(await peer.createOffer());
      const answer = await this.postOffer(this.watch, peer.localDescription?.sdp ?? "");
      if (this.peer !== peer) return;
      await peer.setRemoteDescription({ type: "answer", sdp: answer });
    } catch {
      this.retry();
    }
  }

  private newPeer(watch: Watch): RTCPeerConnection {
    const peer = new RTCPeerConnection({
      iceServers: watch.ice_servers,
      bundlePolicy: "max-bundle",
    });
    this.peer = peer;
    peer.addTransceiver("video", { direction: "recvonly" });
    peer.ontrack = (event) => {
      this.handlers.onStream(event.streams[0] ?? new MediaStream([event.track]));
    };
    peer.onconnectionstatechange = () => this.follow(peer);
    return peer;
  }

  private async postOffer(watch: Watch, sdp: string): Promise<string> {
    const answer = await fetch(watch.whep_url, {
      method: "POST",
      headers: { "content-type": "application/sdp", authorization: `Bearer ${watch.whep_token}` },
      body: sdp,
      signal: AbortSignal.timeout(OFFER_MS),
    });
    if (answer.status === 401 || answer.status === 403) this.watch = null;
    if (answer.status !== 201) throw new Error(`WHEP answered ${answer.status}`);
    const session = answer.headers.get("location");
    this.sessionUrl = session && new URL(session, new URL(watch.whep_url, location.href)).href;
    if (this.stopped) this.deleteSession(watch);
    return answer.text();
  }

  private follow(peer: RTCPeerConnection): void {
    if (peer !== this.peer) return;
    clearTimeout(this.graceTimer);
    switch (peer.connectionState) {
      case "connected":
        this.failures = 0;
        this.handlers.onTrouble(false);
        return;
      case "disconnected":
        this.graceTimer = setTimeout(() => this.retry(), DISCONNECTED_GRACE_MS);
        return;
      case "failed":
      case "closed":
        this.retry();
        return;
      default:
    }
  }

  private retry(): void {
    if (this.stopped) return;
    this.hangUp();
    this.failures += 1;
    this.handlers.onTrouble(true);
    clearTimeout(this.retryTimer);
    const wait_ms = retryWait_ms(this.failures, Math.random());
    this.retryTimer = setTimeout(() => void this.connect(), wait_ms);
  }

  private hangUp(): void {
    clearTimeout(this.graceTimer);
    const { peer, watch } = this;
    this.peer = null;
    if (peer) {
      peer.onconnectionstatechange = null;
      peer.close();
    }
    if (watch) this.deleteSession(watch);
  }

  /** `keepalive` lets the request outlive a closed page. */
  private deleteSession(watch: Watch): void {
    const url = this.sessionUrl;
    this.sessionUrl = null;
    if (url === null) return;
    const headers = { authorization: `Bearer ${watch.whep_token}` };
    fetch(url, { method: "DELETE", headers, keepalive: true }).catch(() => {
      // The server ends a silent session by itself.
    });
  }
}
