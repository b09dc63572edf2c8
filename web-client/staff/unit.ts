import type { StaffOpened } from "../shared/protocol";
import { unitName } from "../shared/unit-name";

/** Whose sheet it is, in one language. `below` is empty where it is the headquarters' own. */
export function ownerOf(
  { headquarters, unit }: Pick<StaffOpened, "headquarters" | "unit">,
  language: "ja" | "en",
): { headquarters: string; below: string } {
  const below = unit.startsWith(headquarters) ? unit.slice(headquarters.length).trim() : unit;
  return { headquarters: unitName(headquarters, language === "en"), below };
}
