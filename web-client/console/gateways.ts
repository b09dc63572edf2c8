// Whether links go out, and what of it an operator has to know. Touches nothing.
import type { ChannelState, GatewayHealth } from "../shared/protocol.ts";

export type GatewayWarning = "down" | "both_down" | "reserve";

const works = (state: ChannelState) => state === "ready" || state === "reserve";

/** Nothing is to be said while all is well, and where no gateway was ever configured. */
export function warningOf(health: GatewayHealth | null): GatewayWarning | null {
  if (health === null) return null;
  if (health.sms.state === "down") return works(health.email.state) ? "down" : "both_down";
  return health.sms.state === "reserve" ? "reserve" : null;
}

/** SMS was down and goes out again. */
export function isBack(before: GatewayHealth | null, after: GatewayHealth): boolean {
  return before?.sms.state === "down" && works(after.sms.state);
}

export function namesDown(health: GatewayHealth | null): string {
  const lines = health?.sms.gateways ?? [];
  return lines
    .filter((line) => !line.is_up)
    .map((line) => line.name)
    .join("、");
}
