// Whose posts read figures and keep trainings. What each may is the server's to say.
import type { Me } from "../../shared/protocol.ts";

const VIDEO = "VR";

function holds(me: Me | null | undefined, kinds: readonly string[]): boolean {
  return me?.posts.some((post) => post.document === VIDEO && kinds.includes(post.kind)) ?? false;
}

/** Of all headquarters, at a management terminal (VR-6.1). */
export function readsNation(me: Me | null | undefined): boolean {
  return holds(me, ["npa_operations_manager"]);
}

/** Of the own headquarters, at a reception terminal (VR-6.2). */
export function readsHeadquarters(me: Me | null | undefined): boolean {
  return holds(me, ["hq_operations_manager"]);
}

/** Who answers for training, and who plans it with them (VR-10). */
export function keepsTraining(me: Me | null | undefined): boolean {
  return holds(me, ["hq_operations_chief", "hq_operations_manager"]);
}

export function seesExercises(me: Me | null | undefined): boolean {
  return keepsTraining(me) || holds(me, ["reception_operator"]);
}
