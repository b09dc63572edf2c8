import type { CallsTexts } from "./calls.ja.ts";

export const callsEn: CallsTexts = {
  offered: (time, number, caseNumber) => `${time} Call ${number}, case ${caseNumber}`,
  withheld: "number withheld",
  take: "Enter into a request",
  hide: "Not on this screen",
  more: (count) => `${count} more calls`,
  prefilled:
    "Number and case number of the call are entered. The confirmations and the comparison are still to be done.",
  caseNumber: "Case number",
  caseNumberHint: "The command system's number",
};
