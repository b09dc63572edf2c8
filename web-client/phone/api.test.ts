import { expect, it } from "vitest";
import { Refused, failure } from "./api";

it.each([
  [404, "link_unknown", true],
  [429, "too_many_wrong_links", true],
  [507, "storage_full", true],
  [413, undefined, true],
  [429, "too_many_requests", false],
  [500, "internal", false],
  [502, undefined, false],
  [503, "busy", false],
  [503, "system_suspended", true],
] as const)("%d %s is a refusal: %s", (status, code, refused) => {
  const error = failure(status, code ? { code } : {});
  expect(error instanceof Refused).toBe(refused);
  if (error instanceof Refused) expect(error.code).toBe(code ?? `http_${status}`);
});
