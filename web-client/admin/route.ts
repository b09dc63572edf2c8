// Which screen the fragment of the address names. Ids are no secret; a link to a case can be sent
// to a colleague, who sees it if the grants allow. Touches nothing.

export const RULEBOOK_PARTS = [
  "articles",
  "parameters",
  "workflows",
  "forms",
  "posts",
  "deadlines",
  "ledgers",
  "texts",
] as const;
export type RulebookPart = (typeof RULEBOOK_PARTS)[number];

export type Route =
  | { at: "tasks" }
  | { at: "system" }
  | { at: "circulars" }
  | { at: "appoint"; unit?: string }
  | { at: "staff_list" }
  | { at: "reviews" }
  | { at: "terminals" }
  | { at: "registers" }
  | { at: "ledger"; document: string; kind: string }
  | { at: "asset"; id: string }
  | { at: "footage" }
  | { at: "staff_urls" }
  | { at: "staff_url"; id: string }
  | { at: "new" }
  | { at: "begin"; document: string; workflow: string }
  | { at: "cases" }
  | { at: "case"; id: string }
  /** A case as its printed form, and a form without a case. */
  | { at: "case_sheet"; id: string }
  | { at: "blank_sheet"; document: string; form: string }
  /** `list` is left open until the person chooses: a phone shows the list. */
  | { at: "calendar"; month?: string; list?: boolean }
  | { at: "office_hours"; unit?: string }
  | { at: "trail" }
  | { at: "statistics" }
  | { at: "training" }
  | { at: "rulebooks" }
  | { at: "rulebook"; document: string; part: RulebookPart; code?: string };

/** The seven screens, in the order of the navigation. */
export const SCREENS = [
  "tasks",
  "appoint",
  "registers",
  "new",
  "calendar",
  "trail",
  "rulebooks",
] as const;
/** Beside them, for whom they concern: the cameras of a group, staff URLs, figures, trainings. */
export type Screen =
  | (typeof SCREENS)[number]
  | "footage"
  | "staff_urls"
  | "statistics"
  | "training";

/** The screen whose link in the navigation is marked. */
export function screenOf(route: Route): Screen {
  switch (route.at) {
    case "system":
    case "circulars":
      return "tasks";
    case "staff_list":
    case "reviews":
    case "terminals":
      return "appoint";
    case "ledger":
    case "asset":
      return "registers";
    case "begin":
    case "cases":
    case "case":
    case "case_sheet":
      return "new";
    case "office_hours":
      return "calendar";
    case "rulebook":
    case "blank_sheet":
      return "rulebooks";
    case "staff_url":
      return "staff_urls";
    default:
      return route.at;
  }
}

export function href(route: Route): string {
  return `#/${parts(route)
    .filter((part) => part !== undefined)
    .map(encodeURIComponent)
    .join("/")}`;
}

function parts(route: Route): (string | undefined)[] {
  switch (route.at) {
    case "tasks":
      return [];
    case "appoint":
      return route.unit === undefined ? ["appoint"] : ["appoint", "unit", route.unit];
    case "staff_list":
      return ["appoint", "staff-list"];
    case "reviews":
      return ["appoint", "reviews"];
    case "terminals":
      return ["appoint", "terminals"];
    case "system":
    case "circulars":
    case "registers":
    case "footage":
    case "new":
    case "cases":
    case "statistics":
    case "training":
    case "trail":
      return [route.at];
    case "staff_urls":
      return ["staff"];
    case "staff_url":
      return ["staff", route.id];
    case "ledger":
      return ["registers", route.document, route.kind];
    case "asset":
      return ["things", route.id];
    case "begin":
      return ["new", route.document, route.workflow];
    case "case":
      return ["cases", route.id];
    case "case_sheet":
      return ["cases", route.id, "sheet"];
    case "blank_sheet":
      return ["sheets", route.document, route.form];
    case "calendar":
      return ["calendar", route.month ?? "now", viewOf(route.list)];
    case "office_hours":
      return ["office-hours", route.unit];
    case "rulebooks":
      return ["rulebooks"];
    case "rulebook":
      return ["rulebooks", route.document, route.part, route.code];
  }
}

function viewOf(list: boolean | undefined): string | undefined {
  if (list === undefined) return undefined;
  return list ? "list" : "month";
}

/** What nobody knows leads home. */
export function parse(hash: string): Route {
  const [head, ...rest] = hash
    .replace(/^#\/?/, "")
    .split("/")
    .map(decoded);
  const [first, second, third] = rest;
  switch (head) {
    case "appoint":
      if (first === "staff-list") return { at: "staff_list" };
      if (first === "reviews") return { at: "reviews" };
      if (first === "terminals") return { at: "terminals" };
      return first === "unit" && second ? { at: "appoint", unit: second } : { at: "appoint" };
    case "registers":
      return first && second
        ? { at: "ledger", document: first, kind: second }
        : { at: "registers" };
    case "footage":
      return { at: "footage" };
    case "staff":
      return first ? { at: "staff_url", id: first } : { at: "staff_urls" };
    case "things":
      return first ? { at: "asset", id: first } : { at: "registers" };
    case "new":
      return first && second ? { at: "begin", document: first, workflow: second } : { at: "new" };
    case "cases":
      if (first && second === "sheet") return { at: "case_sheet", id: first };
      return first ? { at: "case", id: first } : { at: "cases" };
    case "sheets":
      return first && second
        ? { at: "blank_sheet", document: first, form: second }
        : { at: "rulebooks" };
    case "calendar":
      return calendar(first, second);
    case "office-hours":
      return first ? { at: "office_hours", unit: first } : { at: "office_hours" };
    case "circulars":
      return { at: "circulars" };
    case "system":
      return { at: "system" };
    case "statistics":
    case "training":
    case "trail":
      return { at: head };
    case "rulebooks":
      return first ? rulebook(first, second, third) : { at: "rulebooks" };
    default:
      return { at: "tasks" };
  }
}

function calendar(month: string | undefined, view: string | undefined): Route {
  const list = view === "list" ? true : view === "month" ? false : undefined;
  const isMonth = month !== undefined && /^\d{4}-(0[1-9]|1[0-2])$/.test(month);
  return {
    at: "calendar",
    ...(isMonth ? { month } : {}),
    ...(list === undefined ? {} : { list }),
  };
}

function rulebook(document: string, part: string | undefined, code: string | undefined): Route {
  const known = RULEBOOK_PARTS.find((name) => name === part) ?? "articles";
  return { at: "rulebook", document, part: known, ...(code ? { code } : {}) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}
