import type { Phrase } from "../../../shared/protocol";
import type { Stop } from "../../flow";
import type { PhoneKind } from "../../phone";
import type { Notice } from "../opening/words";

export type CameraTrouble = "camera_denied" | "camera_missing" | "camera_busy";

/** Words of everything after, and beside, the consents. */
export interface LiveWords {
  continue: Notice;
  continueButton: string;
  otherDevice: Notice;
  stops: Record<Stop, Notice>;

  /** What the police see now. */
  status: {
    watched: string;
    sending: string;
    connecting: string;
    pictures: string;
    on_demand: string;
    text: string;
    offline: string;
    noCamera: string;
    held: string;
  };
  /** The police have stopped the picture for a while. */
  held: Notice;
  allowCamera: Notice;
  cameraTrouble: Record<CameraTrouble, (phone: PhoneKind) => Notice>;
  positionDenied: (phone: PhoneKind) => string;
  positionUnavailable: string;
  elapsed: string;
  sent: string;
  reminder: string;
  still: string;
  stillTaken: string;
  gallery: string;
  limits: (pictureMb: number, filmMb: number, files: number) => string;
  switchCamera: string;
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
  background: string;
  end: string;
  endAsk: Notice;
  withdraw: string;
  withdrawAsk: Notice;
  goOn: string;
  ended: {
    receipt: string;
    title: string;
    thanks: string;
    byOperator: string;
    withdrawn: string;
    wrongPerson: string;
    timeUp: string;
    privacy: string;
    technical: string;
    stopped: string;
    close: string;
  };
}
