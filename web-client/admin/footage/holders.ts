// Who has to do with the cameras of a group. What each may do there is the server's to say.
import type { Me } from "../../shared/protocol.ts";

/** The guideline on cameras that groups set up. */
export const CAMERAS = "CC";
/** Its posts that see them; the server refuses everybody else. */
const SEE = ["representative", "responsible", "handler"];

export function hasCameras(me: Me | null | undefined): boolean {
  return me?.posts.some((post) => post.document === CAMERAS && SEE.includes(post.kind)) ?? false;
}
