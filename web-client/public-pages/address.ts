// Which page a path names. Touches nothing.

export const GROUP_PAGES = ["notice", "contact", "regulation"] as const;
export type GroupPage = (typeof GROUP_PAGES)[number];
export type Page = { at: "help" } | { at: GroupPage; group: string };

const ROOT = "/cameras/";

/** What nobody knows leads to the help page. */
export function pageOf(path: string): Page {
  const [group = "", below = ""] = path.slice(ROOT.length).split("/").map(decoded);
  if (!path.startsWith(ROOT) || group === "") return { at: "help" };
  return { at: GROUP_PAGES.find((page) => page === below) ?? "notice", group };
}

export function pathOf(page: Page): string {
  if (page.at === "help") return ROOT;
  const group = `${ROOT}${encodeURIComponent(page.group)}`;
  return page.at === "notice" ? group : `${group}/${page.at}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}
