// One officer's session: the phone's live session, and what reception asks and shows.
import type { ReportId, StaffAnswer, StaffOnReport, StaffSession, StaffStarted, Started, ToCaller } from "../shared/protocol";
import { Refused } from "../phone/api";
import { backoffMs, sleep } from "../phone/backoff";
import { LiveSession } from "../phone/live/session";
import * as api from "./api";
import type { Device } from "./device";
import type { Begun, FlowEvent, Told } from "./flow";

const TRIES = 6;

export class OfficerSession {
  readonly live: LiveSession;
  staff: StaffOnReport | null = null;
  shown: StaffSession["shown"] = [];
  /** "Still initial response?" is to be answered until then. */
  answerByMs: number | null = null;
  private refusal: Told | null = null;
  private begun: boolean;
  private version: string;
  private draw: () => void = () => undefined;
  private asking: Promise<void> | null = null;
  private again = false;

  constructor(
    private readonly device: Device,
    private readonly start: { begun: Begun | null; version: string },
    dispatch: (event: FlowEvent) => void,
  ) {
    this.begun = start.begun === null;
    this.version = start.version;
    this.live = new LiveSession({
      take: () => this.take(),
      admitted: null,
      limits: () => this.live.started().limits,
      turnedAway: (code, late) => {
        const told = this.refusal ?? { code, ja: "", en: "" };
        dispatch({ type: "turned_away", told: told.code === code ? told : { code, ja: "", en: "" }, late });
      },
      ended: (reason, summary) => dispatch({ type: "ended", reason, summary }),
      told: (message) => this.hear(message),
    });
  }

  onChange(draw: () => void): void {
    this.draw = draw;
    this.live.onChange(draw);
  }

  async answer(body: StaffAnswer): Promise<void> {
    this.hold(await api.answer(this.token, body));
  }

  watch(report: ReportId) {
    return api.watch(this.token, report);
  }

  private get token(): string {
    return this.live.started().session_token;
  }

  /** Begins once; whatever comes later, a lost answer too, goes on with what runs. */
  private async take(): Promise<Started> {
    try {
      const { started, staff } = this.begun ? await this.resume() : await this.first();
      this.begun = true;
      this.staff = staff;
      if (staff.answer_by_ms !== undefined) this.answerByMs = staff.answer_by_ms;
      // What is shown already is told by nobody again.
      void sleep(0).then(() => this.look());
      return started;
    } catch (error) {
      if (error instanceof Refused) this.refusal = toldBy(error);
      throw error;
    }
  }

  private async first(): Promise<StaffStarted> {
    const body = {
      ...this.start.begun,
      notice_acknowledged: true,
      text_version: this.version,
      phone: this.device.phone(),
    };
    try {
      return await this.device.act<StaffStarted>("start", body);
    } catch (error) {
      if (error instanceof Refused && error.code === "staff_in_session") return this.resume();
      throw error;
    }
  }

  private resume(): Promise<StaffStarted> {
    return this.device.act<StaffStarted>("resume", {});
  }

  private hear(message: ToCaller): void {
    if (message.type === "still_initial") {
      this.answerByMs = message.answer_by_ms;
      if (navigator.vibrate) navigator.vibrate([200, 100, 200]);
      this.draw();
    } else void this.look();
  }

  /** Asks what is shown, one question at a time. */
  private look(): Promise<void> {
    if (this.asking) {
      this.again = true;
      return this.asking;
    }
    this.asking = this.fetch().finally(() => {
      this.asking = null;
      if (this.again) {
        this.again = false;
        void this.look();
      }
    });
    return this.asking;
  }

  private async fetch(): Promise<void> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      try {
        return this.hold(await api.sessionOf(this.token));
      } catch (error) {
        // A session that is over is told by the socket.
        if (error instanceof Refused) return;
        await sleep(backoffMs(attempt));
      }
    }
  }

  private hold(session: StaffSession): void {
    this.staff = session.staff;
    this.shown = session.shown;
    this.answerByMs = session.staff.answer_by_ms ?? null;
    this.draw();
  }
}

export function toldBy(error: Refused): Told {
  const { message_ja = "", message_en = "" } = error.problem;
  return { code: error.code, ja: message_ja, en: message_en };
}
