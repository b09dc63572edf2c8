// The socket of events: one connection that comes back by itself and knows when it is dead.
import type { ConsoleEvent } from "../shared/protocol.ts";
import { retryWait_ms } from "../shared/retry.ts";
import { ANSWER_MS, SILENCE_MS } from "./limits.ts";

export interface EventHandlers {
  /** `hello` is the sign to fetch everything anew. */
  onEvent(event: ConsoleEvent): void;
  onOnline(online: boolean): void;
  /** Asks the server for a sign of life; rejects when there is none. */
  probe(): Promise<unknown>;
}

export class Events {
  private socket: WebSocket | null = null;
  private failures = 0;
  private retryTimer = 0;
  private silenceTimer = 0;
  private stopped = false;

  constructor(private readonly handlers: EventHandlers) {
    addEventListener("offline", this.drop);
    addEventListener("online", this.retryNow);
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    removeEventListener("offline", this.drop);
    removeEventListener("online", this.retryNow);
    clearTimeout(this.retryTimer);
    clearTimeout(this.silenceTimer);
    this.socket?.close();
  }

  private connect(): void {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/api/v1/console/socket`);
    this.socket = socket;
    socket.onmessage = (message) => this.receive(String(message.data));
    socket.onclose = () => this.lost(socket);
  }

  private receive(text: string): void {
    this.failures = 0;
    this.handlers.onOnline(true);
    this.watchSilence();
    const event = JSON.parse(text) as ConsoleEvent;
    this.handlers.onEvent(event);
  }

  private lost(socket: WebSocket): void {
    if (this.stopped || socket !== this.socket) return;
    this.socket = null;
    clearTimeout(this.silenceTimer);
    this.handlers.onOnline(false);
    this.failures += 1;
    const wait_ms = retryWait_ms(this.failures, Math.random());
    this.retryTimer = setTimeout(() => this.connect(), wait_ms);
  }

  private readonly drop = (): void => {
    const socket = this.socket;
    if (socket === null) return;
    socket.close();
    this.lost(socket);
  };

  private readonly retryNow = (): void => {
    if (this.socket !== null || this.stopped) return;
    clearTimeout(this.retryTimer);
    this.connect();
  };

  /** A cut cable closes no socket: after a silence the server must answer or counts as gone. */
  private watchSilence(): void {
    clearTimeout(this.silenceTimer);
    this.silenceTimer = setTimeout(() => void this.ask(), SILENCE_MS);
  }

  private async ask(): Promise<void> {
    const late = new Promise<never>((_, reject) => setTimeout(reject, ANSWER_MS));
    try {
      await Promise.race([this.handlers.probe(), late]);
      if (!this.stopped && this.socket !== null) this.watchSilence();
    } catch {
      this.drop();
    }
  }
}
