// To which part of the request form a refusal belongs. Touches nothing.
import type { Prepare, Problem } from "../shared/protocol.ts";

export type FormField =
  | "safety_confirmed"
  | "camera_confirmed"
  | "number_presented"
  | "voice_reason"
  | "read_back"
  | "email_reason"
  | "reported_to_manager"
  | "destination"
  | "note"
  | "case_number"
  | "form";

const HOME: Partial<Record<string, FormField>> = {
  safety_confirmed: "safety_confirmed",
  camera_confirmed: "camera_confirmed",
  number_presented: "number_presented",
  voice_reason: "voice_reason",
  read_back: "read_back",
  email_reason: "email_reason",
  reported_to_manager: "reported_to_manager",
  no_report_reason: "reported_to_manager",
  destination: "destination",
  note: "note",
  case_number: "case_number",
} satisfies Partial<Record<keyof Prepare, FormField>>;

/** How the link reaches the caller: the channel, and for a number how it became known. */
export type Way = "presented" | "voice" | "email";

export function wayOf({ channel, number_by_voice }: Prepare): Way {
  if (channel === "email") return "email";
  return number_by_voice ? "voice" : "presented";
}

/** What a way says of the request. What belongs to another way is taken back. */
export function ofWay(way: Way): Partial<Prepare> {
  return {
    channel: way === "email" ? "email" : "sms",
    number_by_voice: way === "voice",
    ...(way === "presented" ? {} : { number_presented: false }),
    ...(way === "voice" ? {} : { voice_reason: null, read_back: null }),
    ...(way === "email" ? {} : { email_reason: null }),
  };
}

/** Refusals about no field of the form stand below it. */
export function fieldOf(problem: Problem): FormField {
  return HOME[problem.field ?? ""] ?? "form";
}
