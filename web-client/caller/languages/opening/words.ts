import type { Consents } from "../../../shared/protocol";

/** What a screen says: a heading and one or two sentences. */
export type Notice = readonly [title: string, body: string];

/** Words of the page's frame and of the consents: they arrive before the first paint, so they are few. */
export interface OpeningWords {
  service: string;
  language: string;
  demo: string;
  wait: string;
  title: string;
  askedBy: (headquarters: string) => string;
  word: string;
  wordHint: string;
  consentTitle: string;
  /** VR-4.2.2 ア to エ; what is agreed to comes from the rulebook. */
  consents: Record<keyof Consents, string>;
  missing: string;
  start: string;
  disagree: string;
  /** Leads to what the service is for (VR-1). */
  about: string;
  unreachable: Notice;
  retry: string;
}
