import type { savingJa } from "./saving.ja.ts";

export const savingEn: typeof savingJa = {
  title: "Saving to an outside medium",
  lead: "Who applied saves once, to the permitted medium. Connect it and choose it as the place to save to.",
  save: "Make the copy and save it",
  saved: "Saved.",
  password: "Password that opens it",
  passwordOnce:
    "It is shown here alone, and only now. Keep it apart from the medium: without it nobody can open the file.",
  copyPassword: "Copy the password",
  sameHash: "The hash of the file is the one in the receipt.",
  otherHash: "The hash of the file is not the one in the receipt. Check the file on the medium.",
  unchecked: "The file is too large for its hash to be compared here.",
  receipt: "Receipt",
  copyNumber: "Number of the copy",
  hash: "Hash (SHA-256)",
  verify: "Whether it was changed is checked with genba verify.",
};
