// Where the page finds its sheet: in the address, or, opened as an installed app, in the phone's
// memory. Only a phone that is registered remembers a sheet, and it forgets one that is void.
import { tokenFrom } from "../phone/token";

const KEPT = "genba-staff-sheet";

export function sheetToken(): string | null {
  return tokenFrom(location.hash) ?? remembered();
}

export function remember(token: string): void {
  try {
    localStorage.setItem(KEPT, token);
  } catch {
    /* A private tab may keep nothing; the address still has it. */
  }
}

export function forget(): void {
  try {
    localStorage.removeItem(KEPT);
  } catch {
    /* Nothing was kept. */
  }
}

/** The token in an address that somebody pasted, or the token alone. */
export function tokenIn(pasted: string): string | null {
  const text = pasted.trim();
  return tokenFrom(text.slice(text.lastIndexOf("#") + 1));
}

function remembered(): string | null {
  try {
    return tokenFrom(localStorage.getItem(KEPT) ?? "");
  } catch {
    return null;
  }
}
