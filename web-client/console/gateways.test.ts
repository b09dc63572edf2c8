import { describe, expect, it } from "vitest";
import type { ChannelState, GatewayHealth } from "../shared/protocol.ts";
import { isBack, namesDown, warningOf } from "./gateways.ts";

function health(sms: ChannelState, email: ChannelState): GatewayHealth {
  return {
    sms: {
      state: sms,
      gateways: [
        { name: "A", is_up: sms === "ready", since_ms: 1 },
        { name: "B", is_up: sms !== "down", since_ms: 1 },
      ],
    },
    email: { state: email, gateways: [] },
  };
}

describe("a warning of the gateways", () => {
  it.each([
    ["ready", "ready", null],
    ["ready", "down", null],
    ["reserve", "absent", "reserve"],
    ["down", "ready", "down"],
    ["down", "reserve", "down"],
    ["down", "down", "both_down"],
    ["down", "absent", "both_down"],
    ["absent", "absent", null],
  ] as const)("for SMS %s and e-mail %s is %s", (sms, email, warning) => {
    expect(warningOf(health(sms, email))).toBe(warning);
  });

  it("is none before anything is known", () => expect(warningOf(null)).toBe(null));

  it("ends with a word when SMS is back", () => {
    expect(isBack(health("down", "ready"), health("reserve", "ready"))).toBe(true);
    expect(isBack(health("down", "ready"), health("down", "down"))).toBe(false);
    expect(isBack(health("ready", "ready"), health("ready", "down"))).toBe(false);
    expect(isBack(null, health("ready", "ready"))).toBe(false);
  });

  it("names who is down", () => {
    expect(namesDown(health("reserve", "ready"))).toBe("A");
    expect(namesDown(health("down", "ready"))).toBe("A、B");
    expect(namesDown(null)).toBe("");
  });
});
