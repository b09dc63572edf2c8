import type { Consents, Opened, Phone, Started } from "../../shared/protocol";
import { Refused, post } from "../../phone/api";
import { keyOf } from "../../phone/live/key";

/** Starts and resumes: proves that this is the phone that was here before. */
export class Admission {
  private renewing: Promise<Started> | null = null;

  /** `opened` holds a challenge not used so far, unless `used`. */
  constructor(
    private readonly token: string,
    private readonly phone: () => Phone,
    private readonly opened: Opened,
    private readonly code: string | undefined,
    private used = false,
  ) {}

  /** One at a time: whoever asks meanwhile gets the same answer. */
  start(consents: Consents): Promise<Started> {
    this.renewing ??= this.prove(consents).finally(() => {
      this.renewing = null;
    });
    return this.renewing;
  }

  private async prove(consents: Consents): Promise<Started> {
    const fresh = !this.used;
    try {
      return await this.ask(fresh ? this.opened : await this.open(), consents);
    } catch (error) {
      // The challenge may have grown old while the person read.
      if (!fresh || !(error instanceof Refused) || error.status !== 401) throw error;
      return this.ask(await this.open(), consents);
    }
  }

  private async ask({ challenge }: Opened, consents: Consents): Promise<Started> {
    this.used = true;
    // What was read is agreed to, not what another opening may have brought.
    const { language, version } = this.opened.consents;
    const key = await keyOf(this.token);
    const device = await key.proof(challenge);
    const started = await post<Started>("caller/start", {
      token: this.token,
      consents,
      language,
      text_version: version,
      ...(this.code ? { access_code: this.code } : {}),
      ...(device ? { device } : {}),
    });
    await key.markStarted();
    return started;
  }

  private open(): Promise<Opened> {
    return post<Opened>("caller/open", { token: this.token, phone: this.phone() });
  }
}
