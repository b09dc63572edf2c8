// Finding an article by its number, however it is typed, or by words of it. Touches nothing.
import type { ArticleView } from "../../shared/protocol.ts";

function plain(text: string): string {
  return text.normalize("NFKC").toLowerCase().trim();
}

/** A number as people type it: `第17の5(1)`, `17-5-1` and `IS17.5.1` are one. */
export function numberOf(text: string): string {
  return plain(text)
    .replace(/[第条項号]/g, "")
    .replace(/[の\-–—‐ー・,、()（）\s]+/g, ".")
    .replace(/([a-z])(?=\d)/g, "$1.")
    .replace(/\.+/g, ".")
    .replace(/^\.|\.$/g, "");
}

/** The number within its document: `17.5.1.ア` of `IS-17.5.1.ア`. */
function own(article: ArticleView): string {
  const [, ...rest] = article.clause.split("-");
  return numberOf(rest.join("-"));
}

/** How well an article fits; 0 where it does not. */
function fit(article: ArticleView, query: string): number {
  const words = plain(query);
  if (plain(article.clause) === words) return 6;
  const number = numberOf(query);
  // What begins with a figure, or with the document and a figure, is meant as a number.
  if (/\d/.test(number)) {
    const numbers = [own(article), numberOf(article.clause)];
    if (numbers.includes(number)) return 6;
    if (numbers.some((one) => one.startsWith(`${number}.`) || isLettered(one, number))) return 5;
  }
  // A figure within another figure is none.
  if (!/^\d/.test(words) && plain(article.clause).includes(words)) return 4;
  const title = [article.article?.ja ?? "", article.article?.en ?? ""].map(plain);
  if (title.some((one) => one.includes(words))) return 3;
  const rules = article.rules.flatMap((rule) => [rule.label?.ja ?? "", rule.label?.en ?? ""]);
  if (rules.some((one) => plain(one).includes(words))) return 2;
  return 0;
}

/** `9b` under `9`. */
function isLettered(one: string, number: string): boolean {
  return one.length === number.length + 1 && one.startsWith(number) && /[a-z]$/.test(one);
}

/** What fits, the best first; everything in its order where nothing is asked. */
export function findArticles(
  articles: readonly ArticleView[],
  query: string,
): readonly ArticleView[] {
  if (query.trim() === "") return articles;
  const found = articles.map((article, nth) => ({ article, nth, fit: fit(article, query) }));
  return found
    .filter((one) => one.fit > 0)
    .sort((a, b) => b.fit - a.fit || a.nth - b.nth)
    .map((one) => one.article);
}

export interface Chapter {
  /** `17` of `IS-17.5.1`, `N4` of `WC-N4.1`. */
  name: string;
  first: string;
}

/** Where each main number of a document begins. */
export function chaptersOf(articles: readonly ArticleView[], document: string): Chapter[] {
  const chapters: Chapter[] = [];
  for (const { clause } of articles) {
    const name = clause.startsWith(`${document}-`)
      ? (/^[A-Z]*\d*/.exec(clause.slice(document.length + 1))?.[0] ?? "")
      : "";
    if (name !== "" && chapters.every((chapter) => chapter.name !== name)) {
      chapters.push({ name, first: clause });
    }
  }
  return chapters;
}
