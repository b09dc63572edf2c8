import type { EndReason, StaffPurpose } from "../../shared/protocol";
import type { CameraTrouble } from "../../phone/live/camera";
import type { PhoneKind } from "../../phone/phone";
import type { PhoneWords } from "../../phone/screens/words";
import type { Wind } from "../geo";

/** What a screen says: a heading and one or two sentences. */
export type Notice = readonly [title: string, body: string];

export interface StaffWords extends PhoneWords {
  service: string;
  bright: string;
  dark: string;
  demo: string;
  wait: string;
  retry: string;
  unreachable: Notice;
  noSheet: Notice;
  paste: string;
  open: string;
  notThis: string;
  sheet: (number: string) => string;
  stopped: Record<string, Notice>;
  /** Beside what the server says. */
  refused: string;
  waits: string;
  here: (phone: PhoneKind) => string;

  register: {
    title: string;
    lead: string;
    number: string;
    name: string;
    unit: string;
    instruction: string;
    acknowledge: string;
    belongs: string;
    send: string;
    done: Notice;
    install: Notice;
  };
  ready: {
    title: string;
    code: string;
    codeHint: (digits: number) => string;
    codeShort: (digits: number) => string;
    wrong: (count: number) => string;
    which: string;
    reported: string;
    noTime: string;
    purpose: string;
    purposes: Record<StaffPurpose, Notice>;
    choose: string;
    reason: string;
    reasonMissing: string;
    notice: string;
    start: string;
    goOn: string;
    running: Notice;
    locked: Notice;
    reportFirst: string;
    renew: string;
    renewSend: string;
    due: (count: number, until: string) => string;
    reportNow: string;
  };
  report: {
    before: Notice;
    after: Notice;
    words: string;
    send: string;
    back: string;
    sentBefore: Notice;
    sentAfter: string;
  };
  status: {
    watched: string;
    sending: string;
    connecting: string;
    starting: string;
    pictures: string;
    on_demand: string;
    text: string;
    offline: string;
    noCamera: string;
    held: string;
  };
  positionOn: string;
  positionWait: string;
  positionDenied: (phone: PhoneKind) => string;
  cameraTrouble: Record<CameraTrouble, (phone: PhoneKind) => Notice>;
  allowCamera: Notice;
  held: Notice;
  elapsed: string;
  sent: string;
  still: string;
  stillTaken: string;
  gallery: string;
  turn: string;
  end: string;
  endAsk: Notice;
  cancel: string;
  question: {
    title: string;
    until: (time: string) => string;
    yes: string;
    exception: string;
    stop: string;
    go: string;
  };
  shown: {
    tab: (count: number) => string;
    mine: string;
    title: string;
    from: (name: string) => string;
    noPlace: string;
    stated: string;
    away: (way: string, wind: string) => string;
    winds: Record<Wind, string>;
    accuracy: (metres: number) => string;
    map: string;
    connecting: string;
    over: string;
    held: string;
    choose: string;
  };
  ended: {
    title: string;
    reasons: Partial<Record<EndReason, string>>;
    other: string;
    stopped: string;
    due: string;
    home: string;
  };
}
