import type { DeviceProof, Phone, StaffOpen, StaffOpened } from "../shared/protocol";
import { Refused, post } from "../phone/api";
import { keyOf } from "../phone/live/key";

/** This phone towards one sheet: every act is signed over a challenge that serves once. */
export class Device {
  private challenge: string | null = null;

  constructor(
    readonly token: string,
    readonly phone: () => Phone,
  ) {}

  /** Whether the sheet holds, and whether this phone is registered with it. */
  async open(): Promise<StaffOpened> {
    const { publicKey } = await keyOf(this.token);
    const asked: StaffOpen = { token: this.token, ...(publicKey ? { public_key: publicKey } : {}) };
    const opened = await post<StaffOpened>("staff/open", asked);
    this.challenge = opened.challenge;
    return opened;
  }

  /** Sends with a proof of this phone. A challenge may have grown old while the person read. */
  async act<Answer>(path: string, body: object): Promise<Answer> {
    const fresh = this.challenge === null;
    try {
      return await this.send(path, body);
    } catch (error) {
      if (fresh || !(error instanceof Refused) || error.status !== 401) throw error;
      return this.send(path, body);
    }
  }

  private async send<Answer>(path: string, body: object): Promise<Answer> {
    const challenge = this.challenge ?? (await this.open()).challenge;
    this.challenge = null;
    const key = await keyOf(this.token);
    const device: DeviceProof | null = await key.proof(challenge);
    return post<Answer>(`staff/${path}`, { token: this.token, ...(device ? { device } : {}), ...body });
  }
}
