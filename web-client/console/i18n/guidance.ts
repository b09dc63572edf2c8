// What to say to the caller: for each obstacle and phone, and while the next step is awaited.
import type { FunnelStep, Obstacle, Phone } from "../../shared/protocol.ts";

export type Platform = "iphone" | "android" | "other";

export interface Guidance {
  /** Read aloud when something is in the way. */
  obstacle: Record<Obstacle, Record<Platform, string>>;
  /** Read aloud while the step after this one is awaited. */
  after: Record<FunnelStep, (checkWord: string) => string>;
  /** Read aloud while a picture that was live is gone and no obstacle is known. */
  interrupted: string;
}

export function platformOf(phone: Phone | undefined): Platform {
  const name = phone?.platform.toLowerCase() ?? "";
  if (/iphone|ipad|ios/.test(name)) return "iphone";
  return name.includes("android") ? "android" : "other";
}

/** The same sentence for every phone. */
export function every(sentence: string): Record<Platform, string> {
  return { iphone: sentence, android: sentence, other: sentence };
}
