import type { Problem, Started, UploadStart, UploadState } from "../../shared/protocol";
import { failure, request } from "../api";
import { CHUNK_TIMEOUT_MS, PICTURE_TIMEOUT_MS } from "./limits";
import type { UploadServer } from "./upload";

export interface Session {
  started: () => Pick<Started, "session_token">;
  /** Bytes given to the network, for the figure the caller sees. */
  spent: (bytes: number) => void;
}

/** Asks with the session's token, which holds as long as the session does. */
function withSession(
  session: Session,
  path: string,
  init: RequestInit,
  timeoutMs?: number,
): Promise<Response> {
  const authorization = `Bearer ${session.started().session_token}`;
  const headers = { ...(init.headers as Record<string, string>), authorization };
  return request(`/api/v1/caller/${path}`, { ...init, headers }, timeoutMs);
}

/** A JPEG that is kept, or one in place of live video, of which only the newest counts. */
export async function sendJpeg(
  session: Session,
  picture: Blob,
  kind: "first_picture" | "still" | "picture",
): Promise<void> {
  const brief = kind === "picture";
  const headers = { "content-type": "image/jpeg", "x-genba-kind": kind };
  await withSession(
    session,
    brief ? "pictures" : "stills",
    { method: "POST", body: picture, headers },
    brief ? PICTURE_TIMEOUT_MS : CHUNK_TIMEOUT_MS,
  );
  session.spent(picture.size);
}

export function uploadServer(session: Session): UploadServer {
  return {
    start: async (body: UploadStart) => {
      const headers = { "content-type": "application/json" };
      return (
        await withSession(session, "uploads", {
          method: "POST",
          body: JSON.stringify(body),
          headers,
        })
      ).json();
    },
    head: async (file) => {
      const answer = await withSession(session, `uploads/${file}`, { method: "HEAD" });
      return Number(answer.headers.get("upload-offset"));
    },
    patch: (file, offset, chunk, progress) => patch(session, file, offset, chunk, progress),
  };
}

/** `fetch` tells nothing of an upload's progress, `XMLHttpRequest` does. */
function patch(
  session: Session,
  file: string,
  offset: number,
  chunk: Blob,
  progress: (bytes: number) => void,
): Promise<UploadState> {
  return new Promise((resolve, reject) => {
    const ask = new XMLHttpRequest();
    let counted = 0;
    ask.open("PATCH", `/api/v1/caller/uploads/${file}`);
    ask.setRequestHeader("authorization", `Bearer ${session.started().session_token}`);
    ask.setRequestHeader("content-type", "application/offset+octet-stream");
    ask.setRequestHeader("upload-offset", String(offset));
    ask.timeout = CHUNK_TIMEOUT_MS;
    ask.upload.onprogress = ({ loaded }) => {
      session.spent(loaded - counted);
      counted = loaded;
      progress(Math.min(loaded, chunk.size));
    };
    ask.onload = () =>
      ask.status < 300 ? resolve(JSON.parse(ask.responseText)) : reject(refusal(ask));
    ask.onerror = ask.ontimeout = () => reject(new TypeError("no network"));
    ask.send(chunk);
  });
}

function refusal(ask: XMLHttpRequest): Error {
  let problem: Partial<Problem> = {};
  try {
    problem = JSON.parse(ask.responseText);
  } catch {
    /* A gateway's page is not JSON. */
  }
  return failure(ask.status, problem);
}
