/** What the page has loaded already, and this part of it uses. */
export type Tools = Pick<
  typeof import("../live"),
  "backoffMs" | "base64url" | "clock" | "megabytes" | "sleep" | "transfer" | "uploadServer"
>;
