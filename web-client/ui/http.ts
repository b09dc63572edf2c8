// How the pages ask the server. Every failure is a `Refused` with words for the person.
import type { Problem } from "../shared/protocol.ts";

/** A refusal of the server, or the lack of any answer. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

/** Codes that the pages make themselves when the server says nothing usable. */
export const UNREACHABLE = "unreachable";
export const UNEXPECTED = "unexpected";

export async function readProblem(answer: Response): Promise<Problem> {
  const isProblem = answer.headers.get("content-type")?.includes("json") ?? false;
  const body: unknown = isProblem ? await answer.json().catch(() => null) : null;
  return looksLikeProblem(body) ? body : made(UNEXPECTED, answer.status);
}

/** Nothing came back at all. */
export function noAnswer(): Refused {
  return new Refused(made(UNREACHABLE, 0));
}

export function asProblem(error: unknown): Problem {
  return error instanceof Refused ? error.problem : made(UNEXPECTED, 0);
}

export function get<Body>(path: string): Promise<Body> {
  return call(path, { method: "GET" });
}

export function post<Body>(path: string, body: unknown): Promise<Body> {
  return withJson("POST", path, body);
}

export function withJson<Body>(
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  body: unknown,
): Promise<Body> {
  const headers = { "content-type": "application/json" };
  return call(path, { method, headers, body: JSON.stringify(body) });
}

let onLocked: () => void = () => undefined;

/** Called when the server refuses because the screen is locked. */
export function whenLocked(act: () => void): void {
  onLocked = act;
}

export const LOCKED = 423;

/** The code of a session that is over. */
export const NOT_SIGNED_IN = "not_signed_in";

/** `path` is below `/api/v1`. */
export async function call<Body>(path: string, request: RequestInit): Promise<Body> {
  const answer = await answered(path, request);
  return (answer.status === 204 ? undefined : await answer.json()) as Body;
}

/** For answers that are no JSON. */
export async function answered(path: string, request: RequestInit): Promise<Response> {
  const options: RequestInit = { ...request, credentials: "same-origin", cache: "no-store" };
  const answer = await fetch(`/api/v1${path}`, options).catch(() => null);
  if (answer === null) throw noAnswer();
  if (answer.status === LOCKED) onLocked();
  if (!answer.ok) throw new Refused(await readProblem(answer));
  return answer;
}

/** Words for these two codes are in the pages' own texts. */
function made(code: string, status: number): Problem {
  return { status, title: code, code, message_ja: "", message_en: "" };
}

function looksLikeProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "code" in body && "message_ja" in body;
}
