import type { SeldomWords } from "../words";

export const words: SeldomWords = {
  code: {
    title: "Enter the access code",
    lead: (digits) => `These are the ${digits} digits that the operator says on the phone.`,
    label: "Access code",
    next: "Next",
    wrong: {
      code_wrong: "This code is wrong. Please ask the operator on the phone again.",
      code_used: "This code is used up. Please ask the operator on the phone for a new one.",
      code_missing: "Please enter the digits.",
      slow: "Please wait a moment, then enter it again.",
      offline: "No connection. Please press again.",
    },
  },
  hindered: {
    inApp: ({ platform, browser }) => [
      platform === "iPhone" ? "Please open in Safari" : "Please open in your browser",
      `The camera may not work inside ${browser === "in-app" ? "this app" : browser}. Tap “⋯” or “︙” in the corner and choose “Open in ${platform === "iPhone" ? "Safari" : "browser"}”.`,
    ],
    tooOld: [
      "This browser cannot send live video",
      "Open the link in an up-to-date Chrome or Safari. You can still send pictures and films from here.",
    ],
    openOutside: "Open in browser",
    copy: "Copy the link",
    copied: "Copied",
    hereAnyway: "Go on here (send pictures and films)",
  },
  receipt: {
    title: "Receipt of your consent",
    number: "Report number",
    agreed: "Agreed at",
    ended: "Ended at",
    version: "Version of the texts",
    kept: "Keeping",
    ask: (hq) => ["Questions", `${hq} (please tell the report number)`],
    save: "Save the receipt",
    failed: "The receipt cannot be fetched. Please press again where the signal is better.",
  },
};
