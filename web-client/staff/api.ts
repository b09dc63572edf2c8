// What an officer's session asks beside the caller's API, with the session's token.
import type { ReportId, StaffAnswer, StaffSession, Watch } from "../shared/protocol";
import { request } from "../phone/api";

async function ask<Answer>(token: string, path: string, method: "GET" | "POST", body?: unknown): Promise<Answer> {
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  if (body !== undefined) headers["content-type"] = "application/json";
  const answer = await request(`/api/v1/staff/${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return answer.json();
}

export const sessionOf = (token: string) => ask<StaffSession>(token, "session", "GET");

export const answer = (token: string, body: StaffAnswer) =>
  ask<StaffSession>(token, "session/answer", "POST", body);

export const watch = (token: string, report: ReportId) =>
  ask<Watch>(token, `shown/${report}/watch`, "POST", {});
