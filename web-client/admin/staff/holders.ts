// Who sees staff URLs. What each may do there is the server's to say; the pages offer no more.
import type { Me } from "../../shared/protocol.ts";

const VIDEO_REPORTING = "VR";

function holds(me: Me | null | undefined, kind: string): boolean {
  return (
    me?.posts.some((post) => post.document === VIDEO_REPORTING && post.kind === kind) ?? false
  );
}

/** Issues, removes, resumes and destroys (VR-5.1.1, VR-5.2.3). */
export function isChief(me: Me | null | undefined): boolean {
  return holds(me, "hq_operations_chief");
}

/** Takes reports of uses and gives codes (VR-5.1.2, VR-5.1.3). */
export function isManager(me: Me | null | undefined): boolean {
  return holds(me, "hq_operations_manager");
}
