// To which part of the request form a refusal belongs. Touches nothing.
import type { Prepare, Problem } from "../shared/protocol.ts";

export type FormField =
  | "safety_confirmed"
  | "camera_confirmed"
  | "number_presented"
  | "reported_to_manager"
  | "destination"
  | "note"
  | "form";

const HOME: Partial<Record<string, FormField>> = {
  safety_confirmed: "safety_confirmed",
  camera_confirmed: "camera_confirmed",
  number_presented: "number_presented",
  reported_to_manager: "reported_to_manager",
  no_report_reason: "reported_to_manager",
  destination: "destination",
  note: "note",
} satisfies Partial<Record<keyof Prepare, FormField>>;

/** Refusals about no field of the form stand below it. */
export function fieldOf(problem: Problem): FormField {
  return HOME[problem.field ?? ""] ?? "form";
}
