// The filters of the trail as typed, the question that they make, and the exported rows. Touches
// nothing.
import type { Label, TrailLine, TrailPage } from "../../shared/protocol.ts";
import type { TrailQuery } from "../api.ts";
import { dayOf, isDay, minuteOf, plusDays, startOf } from "../calendar/days.ts";

export interface Filters {
  unit: string;
  /** Days, both included. */
  from: string;
  to: string;
  actor: string;
  action: string;
  subject: string;
  clause: string;
  result: "" | "allowed" | "refused";
}

export const noFilters: Filters = {
  unit: "",
  from: "",
  to: "",
  actor: "",
  action: "",
  subject: "",
  clause: "",
  result: "",
};

export function queryOf(filters: Filters, before?: number): TrailQuery {
  const query: TrailQuery = {};
  if (filters.unit !== "") query.unit = filters.unit;
  if (isDay(filters.from)) query.from = startOf(filters.from);
  if (isDay(filters.to)) query.to = startOf(plusDays(filters.to, 1));
  if (filters.actor !== "") query.actor = filters.actor;
  if (filters.action !== "") query.action = filters.action;
  if (filters.subject.trim() !== "") query.subject = filters.subject.trim();
  if (filters.clause.trim() !== "") query.clause = filters.clause.trim();
  if (filters.result !== "") query.result = filters.result;
  if (before !== undefined) query.before = before;
  return query;
}

/** What people read for the codes of a page. */
export interface Names {
  names: Readonly<Record<string, string>>;
  actions: Readonly<Record<string, Label>>;
  posts: Readonly<Record<string, Label>>;
}

export const noNames: Names = { names: {}, actions: {}, posts: {} };

export function withPage(names: Names, page: TrailPage): Names {
  return {
    names: { ...names.names, ...page.names },
    actions: { ...names.actions, ...page.actions },
    posts: { ...names.posts, ...page.posts },
  };
}

/** The words that a row of the export is made of; codes stand beside names, for machines. */
export interface RowWords {
  who(line: TrailLine): string;
  what(line: TrailLine): string;
  about(line: TrailLine): string;
  post(line: TrailLine): string;
  terminal(line: TrailLine): string;
  result(line: TrailLine): string;
}

export function exportRow(line: TrailLine, words: RowWords): string[] {
  const at = `${dayOf(line.at)} ${minuteOf(line.at)}:${new Date(line.at).toISOString().slice(17, 19)}`;
  return [
    String(line.seq),
    at,
    words.who(line),
    line.actor,
    words.post(line),
    words.terminal(line),
    words.what(line),
    line.action,
    words.about(line),
    line.subjects.join(" "),
    line.clause,
    words.result(line),
  ];
}
