// What a tab is called, so that it is found among others. Touches nothing.

/** The page, whose cameras it tells of, and what these pages are; nothing is said twice. */
export function titleOf(heading: string, group: string | undefined, product: string): string {
  const parts = [heading];
  for (const part of [group, product]) {
    if (part !== undefined && !parts.some((said) => said.includes(part))) parts.push(part);
  }
  return parts.join(" — ");
}
