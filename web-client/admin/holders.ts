// For whom screens of the house are there. What each may do is the server's to say.
import type { Me } from "../shared/protocol.ts";
import { me } from "../ui/session.ts";

/** Video reports: the system that is stopped for upkeep is theirs. */
const REPORTS = "VR";

/** Whether the server lets the person do an act that has a screen of its own. */
export function may(act: string): boolean {
  return me.value?.may.includes(act) ?? false;
}

export function seesSystem(person: Me | null | undefined): boolean {
  return person?.posts.some((post) => post.document === REPORTS) ?? false;
}
