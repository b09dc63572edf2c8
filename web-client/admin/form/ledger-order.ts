// What an act of a ledger was given, and the order that it makes. Touches nothing.
import { momentOf } from "../calendar/days.ts";
import type { Hit } from "./match.ts";

export interface TypedNeeds {
  place: string;
  lockable: boolean;
  method: string;
  dueBack: string;
  unharmed: boolean;
  confirmedBy: Hit | null;
  witness: Hit | null;
}

export const emptyNeeds: TypedNeeds = {
  place: "",
  lockable: false,
  method: "",
  dueBack: "",
  unharmed: false,
  confirmedBy: null,
  witness: null,
};

/** The part of the order that the needs give; nothing that was left open. */
export function orderOf(typed: TypedNeeds) {
  const due = momentOf(typed.dueBack);
  return {
    ...(typed.place.trim() === ""
      ? {}
      : { place: { name: typed.place.trim(), lockable: typed.lockable } }),
    ...(typed.method === "" ? {} : { method: typed.method }),
    ...(due === null ? {} : { due_back: due }),
    ...(typed.unharmed ? { unharmed: true } : {}),
    ...(typed.confirmedBy ? { confirmed_by: typed.confirmedBy.id } : {}),
    ...(typed.witness ? { witness: typed.witness.id } : {}),
  };
}
