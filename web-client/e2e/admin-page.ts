// What the end-to-end tests do on the admin page, in the words of who works there.
import { type BrowserContext, type Locator, type Page, expect } from "@playwright/test";
import { expectAccessible, expectFits } from "./accessible";
import type { Server } from "./server";

export type Terminal = "management" | "reception" | null;

export class AdminPage {
  private constructor(readonly page: Page) {}

  static async signIn(
    context: BrowserContext,
    server: Server,
    userId: string,
    terminal: Terminal = null,
  ): Promise<AdminPage> {
    const page = await context.newPage();
    await page.goto(`${server.origin}/admin/`);
    if (terminal !== null) {
      await page.getByTestId(`demo-enrol-${terminal}`).click();
      await expect(page.getByTestId("terminal")).toHaveAttribute("data-kind", terminal);
    }
    await page.getByTestId(`demo-person-${userId}`).click();
    const tasks = page.getByTestId("tasks");
    // What a document tells everybody before the first act.
    const notice = page.getByTestId("notice-acknowledge");
    await expect(tasks.or(notice)).toBeVisible();
    if (await notice.isVisible()) await notice.click();
    await expect(tasks).toBeVisible();
    return new AdminPage(page);
  }

  at(testid: string): Locator {
    return this.page.getByTestId(testid);
  }

  /** The input of a field of a form. */
  field(code: string): Locator {
    return this.page.locator(`#field-${code}`);
  }

  /** What a view shows until its answer is there. */
  loading(): Locator {
    return this.page.locator(".page .empty", { hasText: /^(読み込んでいます|Loading)$/ });
  }

  /** A terminal speaks Japanese until it is switched. */
  async speak(language: "ja" | "en"): Promise<void> {
    const page = this.page.locator("html");
    if ((await page.getAttribute("lang")) !== language) await this.at("language").click();
    await expect(page).toHaveAttribute("lang", language);
  }

  async open(screen: string): Promise<void> {
    await this.at(`to-${screen}`).click();
    await expect(this.at(`to-${screen}`)).toHaveAttribute("aria-current", "page");
  }

  async go(hash: string, testid: string): Promise<void> {
    await this.page.evaluate((to) => (location.hash = to), hash);
    await expect(this.at(testid)).toBeVisible();
  }

  async begin(document: string, workflow: string): Promise<void> {
    await this.go(`#/new/${document}/${workflow}`, "begin");
  }

  /** Chooses an option of a choice or a tick group by its code. */
  async choose(field: string, ...codes: string[]): Promise<void> {
    for (const code of codes) {
      await this.at(`field-${field}`).locator(`input[value="${code}"]`).check();
    }
  }

  async attach(field: string, name: string): Promise<void> {
    const file = { name, mimeType: "application/pdf", buffer: Buffer.from(`%PDF ${name}`) };
    await this.field(field).setInputFiles(file);
    await expect(this.at(`field-${field}-file`)).toHaveText(name);
  }

  async choosePerson(field: string, name: string): Promise<void> {
    await this.field(field).fill(name);
    await this.at(`field-${field}-hits`).getByRole("button").first().click();
    await expect(this.at(`field-${field}-chosen`)).toHaveText(name);
  }

  /** Takes a choice back. */
  async clearChosen(field: string): Promise<void> {
    await this.field(field).click();
  }

  /** Where several steps may be taken, this one. */
  async step(code: string): Promise<void> {
    const tab = this.at(`step-${code}`);
    await expect(tab.or(this.at(`form-${code}`)).first()).toBeVisible();
    if (await tab.isVisible()) await tab.click();
    await expect(this.at(`form-${code}`)).toBeVisible();
  }

  async take(step: string): Promise<void> {
    await this.at(`take-${step}`).click();
  }

  async expectState(state: string): Promise<void> {
    await expect(this.at("case-state")).toHaveAttribute("data-state", state);
  }

  async expectAccessible(what: string): Promise<void> {
    await expectAccessible(this.page, what);
  }

  async expectFits(what: string): Promise<void> {
    await expectFits(this.page, what);
  }
}
