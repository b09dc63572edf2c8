import type { Stop } from "../../flow";
import type { CameraTrouble } from "../../../phone/live/camera";
import type { PhoneKind } from "../../../phone/phone";
import type { PhoneWords } from "../../../phone/screens/words";
import type { Notice } from "../opening/words";

/** Words of everything after, and beside, the consents. */
export interface LiveWords extends PhoneWords {
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
