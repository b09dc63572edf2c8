// Which page a path names. Touches nothing.

export const GROUP_PAGES = ["notice", "contact", "regulation"] as const;
export type GroupPage = (typeof GROUP_PAGES)[number];
export type Page =
  | { at: "help" }
  | { at: GroupPage; group: string }
  | { at: "announcements" }
  | { at: "announcement"; document: string; unit: string };

const ROOT = "/cameras/";
const ANNOUNCEMENTS = "/announcements/";

/** What nobody knows leads to the help page. */
export function pageOf(path: string): Page {
  if (path.startsWith(ANNOUNCEMENTS)) return announcedAt(path);
  const [group = "", below = ""] = path.slice(ROOT.length).split("/").map(decoded);
  if (!path.startsWith(ROOT) || group === "") return { at: "help" };
  return { at: GROUP_PAGES.find((page) => page === below) ?? "notice", group };
}

function announcedAt(path: string): Page {
  const [document = "", unit = ""] = path.slice(ANNOUNCEMENTS.length).split("/").map(decoded);
  if (document === "" || unit === "") return { at: "announcements" };
  return { at: "announcement", document, unit };
}

export function pathOf(page: Page): string {
  if (page.at === "help") return ROOT;
  if (page.at === "announcements") return ANNOUNCEMENTS;
  if (page.at === "announcement") {
    const { document, unit } = page;
    return `${ANNOUNCEMENTS}${encodeURIComponent(document)}/${encodeURIComponent(unit)}`;
  }
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
