import { Refused } from "../../phone/api";
import type { Session } from "../../phone/live/http";
import { PIECE_BYTES } from "./limits";
import { type Part, mediaTypeOf, restMs } from "./rules";
import type { Store } from "./store";
import type { Tools } from "./tools";

/** `over`: the server takes nothing more of this link. */
export type Sent = "sent" | "refused" | "later" | "over";

export interface SenderHooks {
  tools: Tools;
  /** Live video leaves the line free. */
  free: () => boolean;
  progress: (bytes: number) => void;
  stopped: () => boolean;
}

/** Sends one part, piece by piece, and leaves the line to live video between them. */
export async function send(
  store: Store,
  part: Part,
  session: Session,
  { tools, free, progress, stopped }: SenderHooks,
): Promise<Sent> {
  const { backoffMs, sleep, transfer, uploadServer } = tools;
  const [film, toMs] = await store.film(part);
  if (film.size === 0) return "refused";
  const server = uploadServer(session);
  const about = {
    name: part.name,
    bytes: film.size,
    media_type: mediaTypeOf(part.name),
    client_key: part.name,
    late: { from_ms: part.fromMs, to_ms: toMs },
  };
  const patch: typeof server.patch = async (...piece) => {
    while (!free() && !stopped()) await sleep(restMs(0));
    if (stopped()) throw new TypeError("stopped");
    const began = performance.now();
    const state = await server.patch(...piece);
    await sleep(restMs(performance.now() - began));
    return state;
  };
  try {
    const done = await transfer(film, about, PIECE_BYTES, { ...server, patch }, {
      progress,
      pause: (attempt) => sleep(backoffMs(attempt)),
      cancelled: stopped,
    });
    return done ? "sent" : "later";
  } catch (error) {
    return outcomeOf(error);
  }
}

export function outcomeOf(error: unknown): Sent {
  if (!(error instanceof Refused)) return "later";
  const { status } = error;
  if (status === 401 || status === 410) return "over";
  // A full or halted server may have room again.
  return status >= 500 ? "later" : "refused";
}
