// Units as the tree that they are. Touches nothing.
import type { UnitId, UnitView } from "../../shared/protocol.ts";

export interface Branch {
  unit: UnitView;
  below: Branch[];
}

/** A unit whose parent the person may not see is a root. Units keep the server's order. */
export function treeOf(units: readonly UnitView[]): Branch[] {
  const known = new Set(units.map((unit) => unit.id));
  const placed = new Set<UnitId>();
  const below = (parent: UnitId | undefined): Branch[] =>
    units
      .filter((unit) => (parent === undefined ? !unit.parent || !known.has(unit.parent) : unit.parent === parent))
      .filter((unit) => !placed.has(unit.id))
      .map((unit) => {
        placed.add(unit.id);
        return { unit, below: below(unit.id) };
      });
  return below(undefined);
}

/** The unit and all that it stands under, nearest first. */
export function lineOf(units: readonly UnitView[], id: UnitId): UnitId[] {
  const line: UnitId[] = [];
  let at: UnitId | undefined = id;
  while (at !== undefined && !line.includes(at)) {
    line.push(at);
    at = units.find((unit) => unit.id === at)?.parent;
  }
  return line;
}
