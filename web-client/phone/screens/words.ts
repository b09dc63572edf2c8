import type { Phrase } from "../../shared/protocol";

/** Words of what callers and officers have in common. */
export interface PhoneWords {
  upload: {
    waiting: string;
    paused: string;
    done: string;
    failed: string;
    cancel: string;
    tooLarge: (mb: number) => string;
    notSupported: string;
    tooMany: string;
    full: string;
  };
  messages: {
    title: string;
    empty: string;
    operator: string;
    you: string;
    unsent: string;
    write: string;
    send: string;
    close: string;
  };
  phrases: Record<Phrase, string>;
}
