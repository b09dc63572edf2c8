// What every screen owes to everybody, as far as a machine can judge it.
import AxeBuilder from "@axe-core/playwright";
import { type Page, expect } from "@playwright/test";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** WCAG 2.2 AA by axe. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  expect(await violations(page, WCAG), what).toEqual([]);
}

/** Every rule of axe, its advice too. */
export async function expectFlawless(page: Page, what: string): Promise<void> {
  expect(await violations(page), what).toEqual([]);
}

/** Nothing reaches beyond the screen: who reads on a phone scrolls in one direction only. */
export async function expectFits(page: Page, what: string): Promise<void> {
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(beyond, what).toBeLessThanOrEqual(0);
}

async function violations(page: Page, tags?: string[]): Promise<string[]> {
  // Without frames there is nothing to put together, for which axe would open another page each time.
  expect(page.frames(), "no page of ours has a frame").toHaveLength(1);
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ["violations"] });
  const found = await (tags ? axe.withTags(tags) : axe).analyze();
  return found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`);
}
