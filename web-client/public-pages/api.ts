// The public half of the API: no cookie goes along, nothing is kept.
import type {
  AnnouncementList,
  AnnouncerList,
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

const CAMERAS = "/cameras";
const ANNOUNCEMENTS = "/announcements";

const below = (group: string) => `/${encodeURIComponent(group)}`;

export const api = {
  groups: () => call<PublicHelp>(CAMERAS),
  notice: (group: string) => call<PublicNotice>(CAMERAS + below(group)),
  regulation: (group: string) => call<PublicRegulation>(`${CAMERAS}${below(group)}/regulation`),
  announcers: () => call<AnnouncerList>(ANNOUNCEMENTS),
  announcements: (document: string, unit: string) =>
    call<AnnouncementList>(ANNOUNCEMENTS + below(document) + below(unit)),
  complain: (group: string, body: Complaint) =>
    call<ComplaintReceipt>(`${CAMERAS}${below(group)}/complaints`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
};

async function call<Body>(path: string, request: RequestInit = {}): Promise<Body> {
  const options: RequestInit = { ...request, credentials: "omit", cache: "no-store" };
  const answer = await fetch(`/api/v1/public${path}`, options).catch(() => null);
  if (answer === null) throw new Refused(0, null);
  const body: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw new Refused(answer.status, isProblem(body) ? body : null);
  return body as Body;
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "code" in body && "message_ja" in body;
}
