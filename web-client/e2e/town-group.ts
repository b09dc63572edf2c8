// What a neighbourhood association has done already when a test begins, as its person responsible
// would do it, past the screens.
import { type Page, expect } from "@playwright/test";
import type { Recording } from "./recording";
import { ask } from "./town-page";

/** The house's clock when a test of town cameras begins. */
export const NOW = "2026-11-20T10:00:00+09:00";
export const ADDRESS = "下関市北町1丁目1番1号";

type Values = Record<string, string | number | string[]>;
interface Case {
  id: string;
  version: number;
}

export class Group {
  private constructor(
    private readonly page: Page,
    private readonly responsible: string,
    private readonly handler: string,
  ) {}

  static async of(page: Page): Promise<Group> {
    const person = async (userId: string) => {
      const { body } = await ask(page, "GET", `/persons?query=${userId}`);
      return (body.persons as { id: string; user_id: string }[]).find((one) => one.user_id === userId)!.id;
    };
    return new Group(page, await person("resp1"), await person("hand1"));
  }

  async adoptsRegulation(): Promise<string> {
    return (await this.adopts()).id;
  }

  async announcesRegulation(): Promise<string> {
    const values = { announced_on: "2026-11-15", announced_by: "回覧板と掲示板" };
    return (await this.takes(await this.adopts(), "announce", values)).id;
  }

  /** A camera that films, under a regulation that was announced. */
  async runsCamera(): Promise<string> {
    let one = await this.begins("registration", "answer_kind", { face_recognition: "no" });
    const steps: [string, Values][] = [
      ["agree", { agreed_on: "2026-11-01", meeting: "十一月の定例会", minutes: await this.files("議事録.pdf") }],
      [
        "consent",
        {
          association_consent: await this.files("自治会同意書.pdf"),
          residents_consent: await this.files("住民同意書.pdf"),
          consented_on: "2026-11-10",
        },
      ],
      [
        "place",
        {
          address: ADDRESS,
          direction: 90,
          angle: 60,
          privacy: ["no_interior", "smallest"],
          purpose: "通学路の見守り。出入口が一つのため1台とする。",
        },
      ],
      ["name_posts", { responsible: this.responsible }],
      ["regulate", { effective_on: "2026-11-20" }],
      ["secure", { password: ["changed"], password_changed_on: "2026-11-19" }],
      ["put_up_sign", { sign: ["up"] }],
      ["activate", { installed_on: "2026-11-20" }],
    ];
    for (const [step, values] of steps) one = await this.takes(one, step, values);
    return one.id;
  }

  /** Takes a recording of the last hour in; gives its id. */
  async keeps(camera: string, { name, bytes }: Recording): Promise<string> {
    const from = Date.parse("2026-11-20T09:30:00+09:00");
    const query = new URLSearchParams({ camera, recorded_from: `${from}`, recorded_to: `${from + 60_000}` });
    return (await this.sends(`/footage?${query.toString()}`, name, "video/mp4", bytes)).id;
  }

  /** A provision to the police, to its record. */
  async provides(footage: string): Promise<string> {
    const from = Date.parse("2026-11-20T09:30:00+09:00");
    const ground = { ground: "inquiry", letter_number: "下警捜第123号", inquirer: "下関警察署" };
    const what = { footage: [footage], footage_from: from, footage_to: from + 60_000 };
    await this.begins("secrecy", "acknowledge", { secret: ["yes"] });
    let one = await this.begins("provision", "submit", { ...ground, ...what });
    one = await this.takes(one, "approve", { decision: ["written"] });
    one = await this.takes(one, "make_copy", {});
    await this.page.evaluate(async (id) => (await fetch(`/api/v1/cases/${id}/copy`, { method: "POST" })).blob(), one.id);
    one = await this.reads(one.id);
    const handedOver = { recipient: "下関警察署 刑事課", provided_at: Date.parse("2026-11-20T09:55:00+09:00"), medium: "USBメモリー" };
    one = await this.takes(one, "hand_over", handedOver);
    const record = { content: "公民館前を通る自転車", purpose: "窃盗事件の捜査", reason: "捜査関係事項照会書による照会" };
    return (await this.takes(one, "record", record)).id;
  }

  private async adopts(): Promise<Case> {
    return this.begins("regulation", "adopt", {
      association: "北町自治会",
      responsible: this.responsible,
      responsible_office: "会長",
      responsible_name: "町内 管理",
      handler_named: "yes",
      handler: this.handler,
      handler_association: "北町自治会",
      handler_office: "副会長",
      handler_name: "町内 取扱",
      cameras: 1,
      retention_days: 7,
      effective_on: "2026-11-20",
      agreed_on: "2026-11-01",
    });
  }

  private async begins(workflow: string, step: string, values: Values): Promise<Case> {
    const { status, body } = await ask(this.page, "POST", "/cases", { document: "CC", workflow, step, values });
    expect(status, `${workflow}: ${JSON.stringify(body)}`).toBe(201);
    return body as Case;
  }

  private async takes({ id, version }: Case, step: string, values: Values): Promise<Case> {
    const { status, body } = await ask(this.page, "POST", `/cases/${id}/steps`, { step, seen: version, values });
    expect(status, `${step}: ${JSON.stringify(body)}`).toBe(200);
    return body as Case;
  }

  private async reads(id: string): Promise<Case> {
    return (await ask(this.page, "GET", `/cases/${id}`)).body as Case;
  }

  private async files(name: string): Promise<string> {
    return (await this.sends("/case-files", name, "application/pdf", Buffer.from(`%PDF ${name}`))).id;
  }

  private async sends(path: string, name: string, kind: string, bytes: Buffer): Promise<{ id: string }> {
    return this.page.evaluate(
      async ([where, as, type, base64]) => {
        const body = Uint8Array.from(atob(base64!), (char) => char.charCodeAt(0));
        const headers = { "content-type": type!, "x-file-name": encodeURIComponent(as!) };
        const answer = await fetch(`/api/v1${where}`, { method: "POST", headers, body });
        if (!answer.ok) throw new Error(await answer.text());
        return (await answer.json()) as { id: string };
      },
      [path, name, kind, bytes.toString("base64")],
    );
  }
}
