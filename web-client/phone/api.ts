import type { Problem } from "../shared/protocol";
import { REQUEST_TIMEOUT_MS } from "./limits";

/** The server understood and said no. A network failure is any other error. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly problem: Partial<Problem>,
  ) {
    super(code);
  }
}

/** `path` is below `/api/v1`. */
export async function post<T>(path: string, body: unknown): Promise<T> {
  const answer = await request(`/api/v1/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return answer.status === 204 ? (undefined as T) : answer.json();
}

export async function request(
  url: string,
  init: RequestInit,
  timeoutMs = REQUEST_TIMEOUT_MS,
): Promise<Response> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  try {
    const answer = await fetch(url, { ...init, signal: abort.signal });
    if (!answer.ok) throw failure(answer.status, await answer.json().catch(() => ({})));
    return answer;
  } finally {
    clearTimeout(timer);
  }
}

/** Sorts a no, which trying again does not change, from an ill server or gateway, where it does. */
export function failure(status: number, problem: Partial<Problem>): Error {
  const told = status === 507 || problem.code === "system_suspended";
  const passes = (status >= 500 && !told) || problem.code === "too_many_requests";
  return passes
    ? new Error(`answer ${status}`)
    : new Refused(status, problem.code ?? `http_${status}`, problem);
}
