// The server's clock, ticking once a second. Small parts of a page read `now_ms` by themselves, so
// that a tick redraws a few figures and nothing else.
import { signal } from "@preact/signals";
import type { UnixMs } from "../shared/protocol.ts";

let offset_ms = 0;

export const now_ms = signal<UnixMs>(Date.now());

export function setServerTime(server_ms: UnixMs): void {
  offset_ms = server_ms - Date.now();
  now_ms.value = server_ms;
}

export function serverNow(): UnixMs {
  return Date.now() + offset_ms;
}

export function startTicking(): void {
  const tick = () => {
    now_ms.value = serverNow();
    setTimeout(tick, 1000 - (serverNow() % 1000));
  };
  tick();
}
