// Who has to do with the cameras of groups. What each may do there is the server's to say.
import type { Me } from "../../shared/protocol.ts";

/** The guideline on cameras that groups set up. */
export const CAMERAS = "CC";
const TOWN = "city_section";
/** Its posts that see them; the server refuses everybody else. A town sees those of its groups. */
const SEE = ["representative", "responsible", "handler", TOWN];

export function hasCameras(me: Me | null | undefined): boolean {
  return me?.posts.some((post) => post.document === CAMERAS && SEE.includes(post.kind)) ?? false;
}

/** It answers for no camera of its own: it reads the list and no case, and no footage. */
export function isTown(me: Me | null | undefined): boolean {
  return me?.posts.some((post) => post.document === CAMERAS && post.kind === TOWN) ?? false;
}
