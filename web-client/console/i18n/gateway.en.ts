import type { GatewayTexts } from "./gateway.ja.ts";

export const gatewayEn: GatewayTexts = {
  down: "Every SMS gateway is down. What is sent now will not arrive.",
  downMail: "Send by e-mail, as where the number cannot be used.",
  bothDown: "E-mail is down, too. Go on by voice, and tell the system manager.",
  reserve: "Some SMS gateways are down. SMS goes out by a reserve.",
  back: "SMS works again.",
  closeBack: "Close",
  useMail: "Switch to e-mail",
  mailReason: "The SMS gateways are down",
  names: (names) => `Down: ${names}`,
};
