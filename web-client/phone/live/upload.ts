import type { UploadStart, UploadState } from "../../shared/protocol";
import { Refused } from "../api";
import { CHUNK_BYTES } from "./limits";

const WAITED_FOR = ["offset_mismatch", "report_held"];

/** The bytes to send; a `File` is one. */
export interface Source {
  size: number;
  slice: (start: number, end: number) => Blob;
}

export interface UploadServer {
  start: (body: UploadStart) => Promise<UploadState>;
  /** Bytes that have safely arrived. */
  head: (file: string) => Promise<number>;
  patch: (
    file: string,
    offset: number,
    chunk: Blob,
    progress: (bytes: number) => void,
  ) => Promise<UploadState>;
}

export interface UploadHooks {
  progress: (sentBytes: number) => void;
  /** Waits before try number `attempt`; the network is away. */
  pause: (attempt: number) => Promise<void>;
  cancelled: () => boolean;
}

/**
 * Sends one file in chunks. After any interruption it asks how much has arrived and goes on from
 * there, for as long as it takes; it also waits until a hold is over. Any other refusal ends it.
 * False when cancelled.
 */
export async function transfer(
  source: Source,
  about: UploadStart,
  chunkBytesMax: number,
  server: UploadServer,
  hooks: UploadHooks,
): Promise<boolean> {
  const chunkBytes = Math.min(CHUNK_BYTES, chunkBytesMax);
  let file: string | null = null;
  let offset = 0;
  let attempt = 0;
  let sure = false;
  while (!hooks.cancelled()) {
    try {
      if (file === null) ({ file, offset } = first(await server.start(about)));
      else if (!sure) offset = await server.head(file);
      sure = true;
      hooks.progress(offset);
      if (offset >= source.size) return true;
      const from: number = offset;
      const chunk = source.slice(from, Math.min(source.size, from + chunkBytes));
      ({ received_bytes: offset } = await server.patch(file, from, chunk, (bytes) =>
        hooks.progress(from + bytes),
      ));
      attempt = 0;
    } catch (error) {
      if (error instanceof Refused && !WAITED_FOR.includes(error.code)) throw error;
      sure = false;
      await hooks.pause(attempt++);
    }
  }
  return false;
}

function first(state: UploadState): { file: string; offset: number } {
  return { file: state.file, offset: state.received_bytes };
}
