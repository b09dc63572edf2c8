// The server's API as functions. Every failure is a `Refused` with words for the operator.
import type {
  ConsoleConfiguration,
  End,
  FileId,
  Me,
  Message,
  MessageBody,
  Prepare,
  Prepared,
  Problem,
  ReportDetail,
  ReportId,
  ReportView,
  Send,
  Sent,
  SignIn,
  Viewing,
  Watch,
} from "../shared/protocol.ts";

/** A refusal of the server, or the lack of any answer. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

export const api = {
  me: () => get<Me>("/me"),
  signIn: (body: SignIn) => post<Me>("/sign-in", body),
  signOut: () => post<void>("/sign-out", {}),
  configuration: () => get<ConsoleConfiguration>("/console/configuration"),
  reports: () => get<ReportView[]>("/reports"),
  report: (id: ReportId) => get<ReportDetail>(`/reports/${id}`),
  prepare: (body: Prepare) => post<Prepared>("/requests/prepare", body),
  send: (body: Send) => post<Sent>("/requests/send", body),
  end: (id: ReportId, body: End) => post<ReportView>(`/reports/${id}/end`, body),
  readmit: (id: ReportId) => post<ReportView>(`/reports/${id}/readmit`, {}),
  say: (id: ReportId, body: MessageBody) => post<Message>(`/reports/${id}/messages`, { body }),
  askStill: (id: ReportId) => post<ReportView>(`/reports/${id}/ask-still`, {}),
  viewing: (id: ReportId, body: Viewing) => post<void>(`/reports/${id}/viewing`, body),
  watch: (id: ReportId) => post<Watch>(`/reports/${id}/watch`, {}),
};

export type FilePart = "view" | "thumbnail" | "original";

export function fileUrl(report: ReportId, file: FileId, part: FilePart): string {
  return `/api/v1/reports/${report}/files/${file}/${part}`;
}

/** The number makes each picture an address of its own, so that the browser asks for it. */
export function pictureUrl(report: ReportId, seq: number): string {
  return `/api/v1/reports/${report}/picture?seq=${seq}`;
}

/** Codes the console makes itself when the server says nothing usable. */
export const UNREACHABLE = "unreachable";
export const UNEXPECTED = "unexpected";

export async function readProblem(answer: Response): Promise<Problem> {
  const isProblem = answer.headers.get("content-type")?.includes("json") ?? false;
  const body: unknown = isProblem ? await answer.json().catch(() => null) : null;
  return looksLikeProblem(body) ? body : made(UNEXPECTED, answer.status);
}

export function asProblem(error: unknown): Problem {
  return error instanceof Refused ? error.problem : made(UNEXPECTED, 0);
}

function get<Body>(path: string): Promise<Body> {
  return call(path, { method: "GET" });
}

function post<Body>(path: string, body: unknown): Promise<Body> {
  const headers = { "content-type": "application/json" };
  return call(path, { method: "POST", headers, body: JSON.stringify(body) });
}

async function call<Body>(path: string, request: RequestInit): Promise<Body> {
  const options: RequestInit = { ...request, credentials: "same-origin", cache: "no-store" };
  const answer = await fetch(`/api/v1${path}`, options).catch(() => null);
  if (answer === null) throw new Refused(made(UNREACHABLE, 0));
  if (!answer.ok) throw new Refused(await readProblem(answer));
  return (answer.status === 204 ? undefined : await answer.json()) as Body;
}

/** Words for these two codes are in the console's own texts. */
function made(code: string, status: number): Problem {
  return { status, title: code, code, message_ja: "", message_en: "" };
}

function looksLikeProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "code" in body && "message_ja" in body;
}
