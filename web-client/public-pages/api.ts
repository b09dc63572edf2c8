// The public half of the API: no cookie goes along, nothing is kept.
import type {
  Complaint,
  ComplaintReceipt,
  Problem,
  PublicHelp,
  PublicNotice,
  PublicRegulation,
} from "../shared/protocol.ts";

/** A refusal of the server; without a problem when there was no usable answer. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem | null,
  ) {
    super(problem?.title ?? "no answer");
  }
}

const below = (group: string) => `/${encodeURIComponent(group)}`;

export const api = {
  groups: () => call<PublicHelp>(""),
  notice: (group: string) => call<PublicNotice>(below(group)),
  regulation: (group: string) => call<PublicRegulation>(`${below(group)}/regulation`),
  complain: (group: string, body: Complaint) =>
    call<ComplaintReceipt>(`${below(group)}/complaints`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
};

async function call<Body>(path: string, request: RequestInit = {}): Promise<Body> {
  const options: RequestInit = { ...request, credentials: "omit", cache: "no-store" };
  const answer = await fetch(`/api/v1/public/cameras${path}`, options).catch(() => null);
  if (answer === null) throw new Refused(0, null);
  const body: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw new Refused(answer.status, isProblem(body) ? body : null);
  return body as Body;
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "code" in body && "message_ja" in body;
}
