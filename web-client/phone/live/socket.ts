import type { FromCaller, ToCaller } from "../../shared/protocol";
import { backoffMs } from "../backoff";
import { DOUBTS_MAX, PING_MS, PONG_MS, SILENCE_MS } from "./limits";

export interface SocketDependencies {
  token: () => string;
  /** The session holds no more, for certain; no further try. */
  invalid: (code: string) => void;
  heard: (message: ToCaller) => void;
  changed: (up: boolean) => void;
}

export function dialSignaling(): WebSocket {
  const url = new URL("/api/v1/caller/socket", location.href.replace(/^http/, "ws"));
  url.hash = "";
  return new WebSocket(url.href);
}

/** The WebSocket to signaling; comes back by itself until closed. */
export class ControlSocket {
  private socket: WebSocket | null = null;
  private open = false;
  private up = false;
  private attempt = 0;
  private heardMs = 0;
  private retry = 0;
  private ping = 0;
  private pong = 0;
  private doubts = 0;

  constructor(private readonly needs: SocketDependencies) {}

  connect(): void {
    if (this.open) return;
    this.open = true;
    this.ping = window.setInterval(() => this.beat(), PING_MS);
    this.dial();
  }

  /** False when there is no connection now; the caller of this keeps what must arrive. */
  say(message: FromCaller): boolean {
    if (!this.up || this.socket?.readyState !== 1) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  /** The network is back: no use in waiting for the next try, nor for an old socket to notice. */
  hurry(): void {
    if (!this.open) return;
    this.attempt = 0;
    if (!this.up) return this.dial();
    const asked = performance.now();
    this.say({ type: "ping" });
    clearTimeout(this.pong);
    this.pong = window.setTimeout(() => {
      if (this.up && this.heardMs < asked) this.dial();
    }, PONG_MS);
  }

  close(): void {
    this.open = false;
    clearInterval(this.ping);
    clearTimeout(this.retry);
    clearTimeout(this.pong);
    this.drop();
  }

  private dial(): void {
    clearTimeout(this.retry);
    this.drop();
    const socket = (this.socket = dialSignaling());
    this.heardMs = performance.now();
    socket.onopen = () =>
      socket.send(
        JSON.stringify({ type: "hello", session_token: this.needs.token() } satisfies FromCaller),
      );
    socket.onmessage = ({ data }) => this.hear(JSON.parse(data));
    socket.onclose = () => this.again();
  }

  private hear(message: ToCaller): void {
    this.heardMs = performance.now();
    if (message.type === "refused") return this.refused(message.code);
    if (message.type === "welcome") {
      this.attempt = 0;
      this.doubts = 0;
      this.up = true;
      this.needs.changed(true);
    }
    this.needs.heard(message);
  }

  /** Other refusals leave the socket open, or the server closes it and another is dialled. */
  private refused(code: string): void {
    if (code !== "session_invalid" && code !== "report_over") return;
    // A greeting that was slow on its way is refused with the same word.
    const certain = this.up || code === "report_over" || ++this.doubts >= DOUBTS_MAX;
    if (!certain) return this.again();
    this.close();
    this.needs.invalid(code);
  }

  private again(): void {
    this.drop();
    if (!this.open) return;
    this.retry = window.setTimeout(() => this.dial(), backoffMs(this.attempt++));
  }

  private drop(): void {
    const { socket, up } = this;
    this.socket = null;
    this.up = false;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
    if (up) this.needs.changed(false);
  }

  private beat(): void {
    if (performance.now() - this.heardMs > SILENCE_MS) this.again();
    else this.say({ type: "ping" });
  }
}
