// Single-letter keys. They act outside text fields only and can be switched off (WCAG 2.1.4).
import { signal } from "@preact/signals";
import { lock, selectNeighbour } from "./actions.ts";
import { remember, remembered } from "../ui/remember.ts";
import { me } from "../ui/session.ts";
import { directs } from "./desk.ts";
import { boardShown, dialog } from "./state.ts";

export const keysOn = signal(remembered("keys", ["on", "off"], "on") === "on");

export function setKeysOn(on: boolean): void {
  keysOn.value = on;
  remember("keys", on ? "on" : "off");
}

/** Ids of elements that keys lead to. */
export const REPORT_ID = "report";
export const STAGE_ID = "stage";
export const MESSAGE_ID = "message-words";

export function handleKey(event: KeyboardEvent): void {
  if (!keysOn.value || event.ctrlKey || event.altKey || event.metaKey) return;
  if (dialog.value !== null || isTyping(event.target)) return;
  const act = ACTIONS[event.key.toLowerCase()];
  if (!act || event.defaultPrevented) return;
  event.preventDefault();
  act();
}

const ACTIONS: Record<string, () => void> = {
  n: () => (dialog.value = { kind: "request" }),
  j: () => selectNeighbour(1),
  k: () => selectNeighbour(-1),
  b: () => toggleBoard(),
  m: () => document.getElementById(MESSAGE_ID)?.focus(),
  f: () => toStage("f"),
  r: () => toStage("r"),
  l: () => void lock(),
  "?": () => (dialog.value = { kind: "keys" }),
};

/** For who directs. */
export function toggleBoard(): void {
  if (directs(me.value)) boardShown.value = !boardShown.value;
}

/** The stage itself knows how to turn and fill the screen. */
function toStage(key: string): void {
  const stage = document.getElementById(STAGE_ID);
  stage?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: false }));
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
