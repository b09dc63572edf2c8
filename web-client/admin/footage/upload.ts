// Sends a recording with its progress, and hashes it here to compare with what the server stored.
import type { CaseId, FootageLine } from "../../shared/protocol.ts";
import { noAnswer, readProblem, Refused } from "../../ui/http.ts";
import { HASHED_HERE_BYTES_MAX } from "../limits.ts";
import type { Span } from "./recorded.ts";

const CREATED = 201;

/** `fetch` does not tell how much was sent. */
export function sendRecording(
  file: File,
  camera: CaseId,
  span: Span,
  onProgress: (percent: number) => void,
): Promise<FootageLine> {
  const query = new URLSearchParams({
    camera,
    recorded_from: String(span.from),
    recorded_to: String(span.to),
  });
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1/footage?${query.toString()}`);
    request.setRequestHeader("content-type", file.type || "application/octet-stream");
    request.setRequestHeader("x-file-name", encodeURIComponent(file.name));
    request.upload.onprogress = ({ loaded, total }) =>
      onProgress(total === 0 ? 100 : Math.floor((loaded / total) * 100));
    request.onload = () => {
      const answer = answerOf(request);
      if (answer.status === CREATED) resolve(answer.json() as Promise<FootageLine>);
      else void readProblem(answer).then((problem) => reject(new Refused(problem)));
    };
    request.onerror = () => reject(noAnswer());
    request.send(file);
  });
}

function answerOf(request: XMLHttpRequest): Response {
  const kind = request.getResponseHeader("content-type") ?? "";
  return new Response(request.responseText, {
    status: request.status,
    headers: { "content-type": kind },
  });
}

/** `null` where the file is too large to be held in memory at once. */
export async function hashOf(file: Blob): Promise<string | null> {
  if (file.size > HASHED_HERE_BYTES_MAX) return null;
  return hexadecimal(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
}

export function hexadecimal(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** How long a film is, if this browser can read it. */
export function durationOf(file: File, wait_ms: number): Promise<number | null> {
  return new Promise((resolve) => {
    const film = document.createElement("video");
    const address = URL.createObjectURL(file);
    const done = (duration_s: number) => {
      clearTimeout(timer);
      URL.revokeObjectURL(address);
      film.removeAttribute("src");
      resolve(Number.isFinite(duration_s) ? Math.round(duration_s * 1000) : null);
    };
    const timer = setTimeout(() => done(NaN), wait_ms);
    film.preload = "metadata";
    film.onloadedmetadata = () => done(film.duration);
    film.onerror = () => done(NaN);
    film.src = address;
  });
}
