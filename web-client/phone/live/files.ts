import type { UploadLimits } from "../../shared/protocol";
import { Refused } from "../api";
import { backoffMs, sleep } from "../backoff";
import { type Session, sendJpeg, uploadServer } from "./http";
import { base64url } from "./key";
import { STILLS_WAITING_MAX, TRANSFERS_AT_ONCE } from "./limits";
import { transfer } from "./upload";

export type FileTrouble = "tooLarge" | "notSupported" | "tooMany" | "full" | "failed";

export interface FileLine {
  key: string;
  name: string;
  bytes: number;
  sentBytes: number;
  state: "waiting" | "sending" | "paused" | "done" | FileTrouble;
  still: boolean;
  /** Largest size allowed for its kind. */
  bytesMax: number;
}

const TROUBLES: Record<string, FileTrouble> = {
  file_too_large: "tooLarge",
  type_not_supported: "notSupported",
  too_many_files: "tooMany",
  storage_full: "full",
};
/** What phones make; the server looks at the bytes itself. */
const FILM = /^video\/|\.(mp4|mov|m4v|3gp|webm|mkv|avi)$/i;

/** Pictures and films on their way: stills at once, files two at a time. */
export class Files {
  readonly lines: FileLine[] = [];
  private readonly waiting: { line: FileLine; file: File }[] = [];
  private readonly cancelled = new Set<string>();
  private busy = 0;
  private stills = 0;
  private over = false;
  private count = 0;

  constructor(
    private readonly session: Session,
    private readonly limits: () => UploadLimits,
    private readonly changed: () => void,
    private readonly refused: (error: Refused) => void,
  ) {}

  choose(files: Iterable<File>): void {
    const limits = this.limits();
    for (const file of Array.from(files)) {
      const line = this.line(file.name, file.size, false);
      const film = FILM.test(file.type) || FILM.test(file.name);
      if (film) line.bytesMax = limits.film_bytes_max;
      if (file.size > line.bytesMax) line.state = "tooLarge";
      else if (this.lines.filter(({ still }) => !still).length > limits.files_max)
        line.state = "tooMany";
      else this.waiting.push({ line, file });
    }
    this.next();
    this.changed();
  }

  async still(name: string, picture: Blob): Promise<boolean> {
    if (this.stills >= STILLS_WAITING_MAX) return false;
    this.stills++;
    const line = this.line(name, picture.size, true);
    const sent = await this.persist(line, () => sendJpeg(this.session, picture, "still"));
    this.stills--;
    return sent;
  }

  cancel(key: string): void {
    this.cancelled.add(key);
    const at = this.lines.findIndex((line) => line.key === key);
    if (at >= 0) this.lines.splice(at, 1);
    const place = this.waiting.findIndex(({ line }) => line.key === key);
    if (place >= 0) this.waiting.splice(place, 1);
    this.changed();
  }

  stop(): void {
    this.over = true;
    this.waiting.length = 0;
  }

  private next(): void {
    while (this.busy < TRANSFERS_AT_ONCE && this.waiting.length > 0) {
      const { line, file } = this.waiting.shift() as { line: FileLine; file: File };
      this.busy++;
      void this.send(line, file).finally(() => {
        this.busy--;
        this.next();
        this.changed();
      });
    }
  }

  private async send(line: FileLine, file: File): Promise<void> {
    line.state = "sending";
    const about = {
      name: file.name,
      bytes: file.size,
      media_type: file.type,
      modified_ms: file.lastModified,
      client_key: await keyFor(file),
    };
    try {
      const done = await transfer(
        file,
        about,
        this.limits().chunk_bytes_max,
        uploadServer(this.session),
        {
          progress: (bytes) => {
            line.sentBytes = bytes;
            line.state = "sending";
            this.changed();
          },
          pause: async (attempt) => {
            line.state = "paused";
            this.changed();
            await sleep(backoffMs(attempt));
          },
          cancelled: () => this.over || this.cancelled.has(line.key),
        },
      );
      if (done) line.state = "done";
    } catch (error) {
      this.fail(line, error);
    }
  }

  private async persist(line: FileLine, send: () => Promise<void>): Promise<boolean> {
    for (let attempt = 0; !this.over && !this.cancelled.has(line.key); attempt++) {
      line.state = attempt === 0 ? "sending" : "paused";
      this.changed();
      try {
        await send();
        line.state = "done";
        line.sentBytes = line.bytes;
        this.changed();
        return true;
      } catch (error) {
        if (error instanceof Refused) {
          this.fail(line, error);
          return false;
        }
        await sleep(backoffMs(attempt));
      }
    }
    return false;
  }

  private fail(line: FileLine, error: unknown): void {
    const code = error instanceof Refused ? error.code : "";
    line.state = TROUBLES[code] ?? "failed";
    if (error instanceof Refused && [401, 410].includes(error.status)) this.refused(error);
    this.changed();
  }

  private line(name: string, bytes: number, still: boolean): FileLine {
    const line: FileLine = {
      key: String(++this.count),
      name,
      bytes,
      sentBytes: 0,
      state: "waiting",
      still,
      bytesMax: this.limits().picture_bytes_max,
    };
    this.lines.push(line);
    return line;
  }
}

/** The same file chosen again after a reload goes on where it stopped. */
async function keyFor(file: File): Promise<string> {
  const about = `${file.name} ${file.size} ${file.lastModified}`;
  const bytes = Uint8Array.from(unescape(encodeURIComponent(about)), (letter) =>
    letter.charCodeAt(0),
  );
  return base64url(await crypto.subtle.digest("SHA-256", bytes)).slice(0, 32);
}
