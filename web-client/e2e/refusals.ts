// Every 4xx that a page meets names a clause of the catalogue (T14). Contexts are watched from
// their making; a test fails when it met a refusal without one.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BrowserContext, type Response, expect, test as base } from "@playwright/test";

const catalogue = join(dirname(fileURLToPath(import.meta.url)), "../../admin/rulebooks/clauses.csv");
const CLAUSES = new Set(
  readFileSync(catalogue, "utf8").split("\n").map((line) => line.split(",")[0] ?? ""),
);

/** Answers that are no rule's refusal, each with why it names no clause. */
const NO_RULE: Readonly<Record<string, string>> = {
  not_signed_in: "a page asks who is signed in, and nobody is",
  sign_in_failed: "says nothing that helps who guesses",
  not_found: "what is another's is not there",
  report_not_found: "the same",
  file_not_found: "the same, or not there any more",
  media_not_found: "a media session that went with its report",
  message_empty: "a field of the page's own",
};

const BODY_WAIT_MS = 2_000;
const flaws: string[] = [];
const met: Promise<void>[] = [];
const clauses = new Set<string>();

/** The clauses that refused something so far, in this process. */
export async function clausesMet(): Promise<string[]> {
  await Promise.all(met);
  return [...clauses];
}

/** Listens to every page of a context. */
export function watchRefusals(context: BrowserContext): void {
  context.on("response", (answer) => {
    if (answer.status() >= 400 && answer.status() < 500) met.push(judge(answer));
  });
}

async function judge(answer: Response): Promise<void> {
  const { pathname } = new URL(answer.url());
  const where = `${answer.request().method()} ${pathname} → ${answer.status()}`;
  const kind = answer.headers()["content-type"] ?? "";
  if (!kind.startsWith("application/problem+json")) {
    flaws.push(`${where} is no problem+json (${kind})`);
    return;
  }
  const problem = await bodyOf(answer);
  if (problem === null) return;
  const { code, clause } = problem;
  if (clause !== undefined) clauses.add(clause);
  if (clause !== undefined && !CLAUSES.has(clause)) flaws.push(`${where} ${code}: no clause ${clause}`);
  if (clause === undefined && !(code in NO_RULE)) flaws.push(`${where} ${code} names no clause`);
}

/** A page that is gone takes what it was told along, and its body never comes. */
async function bodyOf(answer: Response): Promise<{ code: string; clause?: string } | null> {
  const gone = new Promise<null>((resolve) => setTimeout(resolve, BODY_WAIT_MS, null));
  const body = answer.json().catch(() => null) as Promise<{ code: string; clause?: string } | null>;
  return Promise.race([body, gone]);
}

export const test = base.extend<{ everyRefusalNamesItsClause: void }>({
  everyRefusalNamesItsClause: [
    async ({}, use) => {
      await use();
      await Promise.all(met.splice(0));
      expect(flaws.splice(0), "every refusal names a clause of the catalogue").toEqual([]);
    },
    { auto: true },
  ],
});
