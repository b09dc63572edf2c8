import type { FileLine, Files } from "../live/files";
import { megabytes } from "./figures";
import type { PhoneWords } from "./words";

interface FileListProperties {
  files: Files;
  words: PhoneWords;
}

/** Each picture and film with its bytes. */
export function FileList({ files, words }: FileListProperties) {
  if (files.lines.length === 0) return null;
  return (
    <ul class="files">
      {files.lines
        .slice()
        .reverse()
        .map((line) => (
          <li key={line.key} class={line.state}>
            <div>
              <b>{line.name}</b>
              <span role="status">{said(line, words)}</span>
            </div>
            {under(line) && (
              <progress max={line.bytes} value={line.sentBytes} aria-label={line.name} />
            )}
            {under(line) && !line.still && (
              <button class="small" onClick={() => files.cancel(line.key)}>
                {words.upload.cancel}
                <span class="unseen"> {line.name}</span>
              </button>
            )}
          </li>
        ))}
    </ul>
  );
}

function under({ state }: FileLine): boolean {
  return state === "waiting" || state === "sending" || state === "paused";
}

function said(line: FileLine, { upload }: PhoneWords): string {
  switch (line.state) {
    case "sending":
      return `${megabytes(line.sentBytes)} / ${megabytes(line.bytes)}`;
    case "done":
      return `✓ ${upload.done} (${megabytes(line.bytes)})`;
    case "waiting":
      return upload.waiting;
    case "paused":
      return upload.paused;
    case "tooLarge":
      return `✕ ${upload.tooLarge(Math.floor(line.bytesMax / (1024 * 1024)))}`;
    default:
      return `✕ ${upload[line.state]}`;
  }
}
