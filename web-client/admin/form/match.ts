// What a search for a person, a unit or a thing finds. Touches nothing.

export interface Hit {
  id: string;
  name: string;
  /** Tells it from others of the same name. */
  note: string;
}

/** Whether a name holds what was typed, whatever its width and case. */
export function matches(query: string, ...names: string[]): boolean {
  const plain = (text: string) => text.normalize("NFKC").toLowerCase();
  return names.some((name) => plain(name).includes(plain(query)));
}
