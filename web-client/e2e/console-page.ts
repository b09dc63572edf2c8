// What the end-to-end tests do on a reception console, in an operator's words.
import { type BrowserContext, type Locator, type Page, expect } from "@playwright/test";
import type { Server } from "./server";

export const PHONE_NUMBER = { typed: "０９０−１２３４−５６７８", groups: ["090", "1234", "5678"] };

export class ConsolePage {
  private constructor(readonly page: Page) {}

  static async signIn(context: BrowserContext, server: Server, userId: string): Promise<ConsolePage> {
    const page = await context.newPage();
    await page.goto(server.ready.console);
    await page.getByTestId("demo-enrol-reception").click();
    await expect(page.getByTestId("terminal")).toHaveAttribute("data-kind", "reception");
    const { password } = server.account(userId);
    await page.getByTestId("sign-in-by-password").click();
    await page.getByTestId("sign-in-user-id").fill(userId);
    await page.getByTestId("sign-in-password").fill(password);
    await page.getByTestId("sign-in-submit").click();
    await expect(page.getByTestId("request-open")).toBeVisible();
    return new ConsolePage(page);
  }

  at(testid: string): Locator {
    return this.page.getByTestId(testid);
  }

  async fillRequest(): Promise<void> {
    await this.at("request-open").click();
    await this.at("request-safety_confirmed").check();
    await this.at("request-camera_confirmed").check();
    await this.at("request-number_presented").check();
    await this.at("request-reported_to_manager").check();
    await this.at("request-destination").fill(PHONE_NUMBER.typed);
  }

  async compareAndSend(): Promise<void> {
    await expect(this.at("prepared-groups")).toContainText(PHONE_NUMBER.groups[1]!);
    await this.at("compared").check();
    await this.at("send").click();
    await expect(this.at("request-dialog")).toHaveCount(0);
  }

  /** The whole of "Request video". */
  async requestVideo(): Promise<void> {
    await this.fillRequest();
    await this.at("prepare").click();
    await this.compareAndSend();
    await this.expectStep("sent");
  }

  async expectStep(step: string): Promise<void> {
    await expect(this.at(`funnel-step-${step}`)).toHaveAttribute("data-reached", "true");
  }

  /** Presses something that opens the board, and comes back with its row of a report. */
  async boardRow(report: string): Promise<Locator> {
    if ((await this.at("board-switch").getAttribute("aria-pressed")) === "false") {
      await this.at("board-switch").click();
    }
    return this.page.locator(`[data-testid=board-row][data-report="${report}"]`);
  }

  /** What the manager directs in the open dialog. */
  async direct(words: string): Promise<void> {
    if (words) await this.at("direct-words").fill(words);
    await this.at("direct-submit").click();
    await expect(this.at("direct-dialog")).toHaveCount(0);
  }

  async newestReport(): Promise<string> {
    return (await this.at("report-row").first().getAttribute("data-report"))!;
  }

  async openNewestReport(): Promise<void> {
    await this.at("report-row").first().click();
  }

  /** Waits until the live picture moves on, and gives how many frames it showed since. */
  async expectLivePicture(): Promise<void> {
    const video = this.at("live-video");
    const shown = () => video.evaluate((v) => (v as HTMLVideoElement).getVideoPlaybackQuality().totalVideoFrames);
    await expect(video).toBeVisible();
    await expect.poll(shown, { timeout: 20_000 }).toBeGreaterThan(0);
    const before = await shown();
    await expect.poll(shown, { timeout: 20_000 }).toBeGreaterThan(before + 10);
  }

  /** A request of this console's own session. */
  call(method: string, path: string): Promise<{ status: number; code: string }> {
    return this.page.evaluate(async ([m, p]) => {
      const answer = await fetch(p!, { method: m!, headers: { "content-type": "application/json" } });
      return { status: answer.status, code: ((await answer.json()) as { code: string }).code };
    }, [method, path]);
  }

  async end(reason = "finished"): Promise<void> {
    await this.at("end-report").click();
    await this.at("end-reason").selectOption(reason);
    await this.at("end-confirm").click();
  }
}

/** The link of the newest SMS, as the demo outbox shows it. */
export async function newestSms(server: Server): Promise<{ text: string; link: string }> {
  const answer = await server.call("GET", "/api/v1/demo/outbox");
  expect(answer.status).toBe(200);
  const [newest] = JSON.parse(answer.text) as { text: string; link: string }[];
  if (!newest) throw new Error("the outbox is empty");
  return newest;
}
