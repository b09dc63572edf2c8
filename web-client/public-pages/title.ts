// What a tab is called, so that it is found among others. Touches nothing.
import type { Page } from "./address.ts";
import type { Words } from "./words/ja.ts";

/** Whose pages these are: of cameras, or of what units announce. */
export function productOf(page: Page, t: Words): string {
  const announces = page.at === "announcements" || page.at === "announcement";
  return announces ? t.announcements.product : t.product;
}

/** The page, whose cameras it tells of, and what these pages are; nothing is said twice. */
export function titleOf(heading: string, group: string | undefined, product: string): string {
  const parts = [heading];
  for (const part of [group, product]) {
    if (part !== undefined && !parts.some((said) => said.includes(part))) parts.push(part);
  }
  return parts.join(" — ");
}
