// Who is signed in at this page, and whether the screen is locked.
import { batch, effect, signal } from "@preact/signals";
import type { Lock, Me } from "../shared/protocol.ts";
import { LOCKED, Refused, whenLocked } from "./http.ts";
import { sessionApi } from "./session/api.ts";
import { watchTouches } from "./session/touch.ts";

export { sessionApi } from "./session/api.ts";

/** `undefined` until the server was asked who is signed in. */
export const me = signal<Me | null | undefined>(undefined);
/** Whose screen is locked; the page shows nothing else then. */
export const locked = signal<Lock | null>(null);
/** True when a session ended by itself, so that the sign-in page can say so. */
export const sessionEnded = signal(false);

/** Who came in with a one-time code and has to register a factor first. */
export const firstFactorOf = signal<Me | null>(null);

/** Who is signed in when a page is opened; what else stands shows at the door. */
export async function resume(): Promise<Me | null> {
  try {
    const person = await sessionApi.me();
    if (!person.duty) return person;
    firstFactorOf.value = person;
  } catch (error) {
    if (error instanceof Refused && error.problem.status === LOCKED) await showLock();
  }
  return null;
}

/** The server said that the session is locked. */
export async function showLock(): Promise<void> {
  const standing = await sessionApi.standing().catch(() => null);
  batch(() => {
    locked.value = standing?.locked ? standing : null;
    me.value = null;
  });
}

/** Locks by a key or a button, at the server first. */
export async function lockScreen(): Promise<void> {
  await sessionApi.lock().catch(() => undefined);
  await showLock();
}

whenLocked(() => {
  if (locked.value === null && me.value !== undefined) void showLock();
});

/** While somebody is signed in the page tells of touches, and locks when there are none. */
effect(() => {
  const person = me.value;
  if (!person || person.duty) return;
  return watchTouches({ onIdle: lockScreen });
});
