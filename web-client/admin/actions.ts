// What the page does by itself: enters, leaves, notices that a session is over.
import { batch } from "@preact/signals";
import type { Me, Problem } from "../shared/protocol.ts";
import { setServerTime } from "../ui/clock.ts";
import { NOT_SIGNED_IN, Refused } from "../ui/http.ts";
import { lockScreen, me, resume, sessionApi, sessionEnded } from "../ui/session.ts";
import { loadSystemState } from "../ui/system-state.ts";
import { api } from "./api.ts";
import { SESSION_PROBE_MS } from "./limits.ts";
import { href, parse, type Route } from "./route.ts";
import { drafts, route, rulebooks, said } from "./state.ts";

let probe = 0;

export async function start(): Promise<void> {
  addEventListener("hashchange", () => (route.value = parse(location.hash)));
  const person = await resume();
  if (person === null) me.value = null;
  else enter(person);
}

export function enter(person: Me): void {
  batch(() => {
    me.value = person;
    sessionEnded.value = false;
  });
  drafts.keepOnly(person.account);
  setServerTime(person.server_ms);
  void loadRulebooks();
  void loadSystemState();
  clearInterval(probe);
  probe = setInterval(() => void probeSession(), SESSION_PROBE_MS);
}

export async function leave(): Promise<void> {
  await sessionApi.signOut().catch(ignore);
  forget(false);
}

/** What stands on the page goes; whoever unlocks finds the screen and the drafts again. */
export async function lock(): Promise<void> {
  clearInterval(probe);
  await lockScreen();
}

/** Call with every refusal: a session that is over leads back to the sign-in; a
 * witness who is not believed ends nobody's session. */
export function noticed(problem: Problem): void {
  if (problem.code === NOT_SIGNED_IN && me.value) forget(true);
}

export async function loadRulebooks(): Promise<void> {
  await api.rulebooks().then((list) => (rulebooks.value = list.rulebooks), ignore);
}

export function go(to: Route): void {
  location.hash = href(to);
}

/** Tells screen readers what was stored. */
export function tell(words: string): void {
  said.value = words;
}

async function probeSession(): Promise<void> {
  try {
    setServerTime((await sessionApi.me()).server_ms);
    await loadSystemState();
  } catch (error) {
    if (error instanceof Refused) noticed(error.problem);
  }
}

function forget(byItself: boolean): void {
  clearInterval(probe);
  // After a lapse the same person goes on where they were.
  if (!byItself) drafts.clear();
  batch(() => {
    me.value = null;
    sessionEnded.value = byItself;
    rulebooks.value = [];
    said.value = "";
  });
}

function ignore(): void {
  // The page goes on without it.
}
