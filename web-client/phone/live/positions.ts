import type { Position } from "../../shared/protocol";
import { POSITIONS_MAX, POSITIONS_PER_MESSAGE, POSITION_MESSAGES_MAX } from "./limits";

export interface PositionMessage {
  seq: number;
  points: Position[];
}

/** Phones differ by a second or so; some old iPhones count from another year. */
const BELIEVED_MS = 24 * 60 * 60 * 1000;

/** The time of a reading, or now where the phone's own makes no sense. */
export function readingTimeMs(timestamp: number, nowMs: number): number {
  return Math.abs(timestamp - nowMs) < BELIEVED_MS ? Math.round(timestamp) : nowMs;
}

/**
 * Keeps positions until signaling has them. When full, every second waiting point goes, so that
 * the shape of the way stays. A message keeps its number when it is sent again.
 */
export class PositionBuffer {
  private waiting: Position[] = [];
  private sent: PositionMessage[] = [];

  constructor(private seq = 1) {}

  add(point: Position): void {
    this.waiting.push(point);
    if (this.size <= POSITIONS_MAX) return;
    const last = this.waiting.length - 1;
    this.waiting = this.waiting.filter((_, place) => place === last || place % 2 === 0);
  }

  /** What may be sent now. */
  next(): PositionMessage | null {
    if (this.waiting.length === 0 || this.sent.length >= POSITION_MESSAGES_MAX) return null;
    const message = { seq: this.seq++, points: this.waiting.splice(0, POSITIONS_PER_MESSAGE) };
    this.sent.push(message);
    return message;
  }

  /** Everything up to `seq` has arrived. */
  received(seq: number): void {
    this.sent = this.sent.filter((message) => message.seq > seq);
  }

  /** What a new socket must send again, oldest first. */
  unacknowledged(): readonly PositionMessage[] {
    return this.sent;
  }

  get size(): number {
    return this.waiting.length + this.sent.reduce((sum, { points }) => sum + points.length, 0);
  }
}
