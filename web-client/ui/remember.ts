// Choices that belong to the terminal, not to the person: language, colours, sound, keys.

type Choice = "language" | "theme" | "sound" | "keys";

/** The remembered value, where it is one of those allowed. */
export function remembered<Value extends string>(
  choice: Choice,
  allowed: readonly Value[],
  otherwise: Value,
): Value {
  const found = read(choice);
  return allowed.find((value) => value === found) ?? otherwise;
}

export function remember(choice: Choice, value: string): void {
  try {
    localStorage.setItem(`genba-${choice}`, value);
  } catch {
    // A browser that keeps nothing forgets the choice; the console works all the same.
  }
}

function read(choice: Choice): string | null {
  try {
    return localStorage.getItem(`genba-${choice}`);
  } catch {
    return null;
  }
}
