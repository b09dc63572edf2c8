import type { Consents, Opened, Phone, Started } from "../../shared/protocol";
import { Refused, post } from "../api";
import { TEXT_VERSION } from "../limits";
import { keyOf } from "./key";

/** Starts and resumes: proves that this is the phone that was here before. */
export class Admission {
  private renewing: Promise<Started> | null = null;

  /** `opened` holds a challenge not used so far, or null. */
  constructor(
    private readonly token: string,
    private readonly phone: () => Phone,
    private opened: Opened | null,
  ) {}

  /** One at a time: whoever asks meanwhile gets the same answer. */
  start(consents: Consents): Promise<Started> {
    this.renewing ??= this.prove(consents).finally(() => {
      this.renewing = null;
    });
    return this.renewing;
  }

  private async prove(consents: Consents): Promise<Started> {
    const fresh = this.opened;
    try {
      return await this.ask(fresh ?? (await this.open()), consents);
    } catch (error) {
      // The challenge may have grown old while the person read.
      if (!fresh || !(error instanceof Refused) || error.status !== 401) throw error;
      return this.ask(await this.open(), consents);
    }
  }

  private async ask({ challenge }: Opened, consents: Consents): Promise<Started> {
    this.opened = null;
    const key = await keyOf(this.token);
    const device = await key.proof(challenge);
    const started = await post<Started>("start", {
      token: this.token,
      consents,
      language: this.phone().language,
      text_version: TEXT_VERSION,
      ...(device ? { device } : {}),
    });
    await key.markStarted();
    return started;
  }

  private open(): Promise<Opened> {
    return post<Opened>("open", { token: this.token, phone: this.phone() });
  }
}
