// What the end-to-end tests do on the caller's page, in a caller's words.
import { type BrowserContext, type Page, expect } from "@playwright/test";
import { Network } from "./browsers";

export class PhonePage {
  private constructor(
    readonly page: Page,
    private readonly emulated: Network | null,
  ) {}

  /** For a page opened behind an emulated network only. */
  get network(): Network {
    if (!this.emulated) throw new Error("this phone's network is a real link");
    return this.emulated;
  }

  static async open(context: BrowserContext, link: string): Promise<PhonePage> {
    const page = await context.newPage();
    const network = await Network.of(page);
    await page.goto(link);
    return new PhonePage(page, network);
  }

  /** Without the browser's own emulation, for a phone behind a link of its own. */
  static async openAsItIs(context: BrowserContext, link: string): Promise<PhonePage> {
    const page = await context.newPage();
    await page.goto(link);
    return new PhonePage(page, null);
  }

  button(name: string | RegExp) {
    return this.page.getByRole("button", { name });
  }

  async tickConsents(): Promise<void> {
    await expect(this.page.getByRole("checkbox")).toHaveCount(4);
    for (const tick of await this.page.getByRole("checkbox").all()) {
      await expect(tick).not.toBeChecked();
      await tick.check();
    }
  }

  async consentAndStart(): Promise<void> {
    await this.tickConsents();
    await this.button("同意して始める").click();
  }

  async expectWatched(): Promise<void> {
    await expect(this.page.getByText("警察があなたの映像を見ています")).toBeVisible({ timeout: 20_000 });
  }

  async say(words: string): Promise<void> {
    await this.page.getByLabel("担当者へのメッセージ").fill(words);
    await this.button("送る").click();
  }
}
