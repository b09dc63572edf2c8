import type { Problem } from "../shared/protocol";
import { REQUEST_TIMEOUT_MS } from "./limits";

/** The server understood and said no. A network failure is any other error. */
export class Refused extends Error {
  constructor(readonly status: number, readonly code: string, readonly problem: Partial<Problem>) {
    super(code);
  }
}

export async function post<T>(path: string, body: unknown): Promise<T> {
  const answer = await request(`/api/v1/caller/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return answer.status === 204 ? (undefined as T) : answer.json();
}

export async function request(url: string, init: RequestInit, timeoutMs = REQUEST_TIMEOUT_MS): Promise<Response> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  try {
    const answer = await fetch(url, { ...init, signal: abort.signal });
    if (!answer.ok) throw await refusal(answer);
    return answer;
  } finally {
    clearTimeout(timer);
  }
}

async function refusal(answer: Response): Promise<Error> {
  const problem: Partial<Problem> = await answer.json().catch(() => ({}));
  // A gateway's own error page has no code: the network is ill, nobody said no.
  if (!problem.code && answer.status >= 500) return new Error(`gateway ${answer.status}`);
  return new Refused(answer.status, problem.code ?? `http_${answer.status}`, problem);
}
