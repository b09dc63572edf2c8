// The articles of a document; an opened one shows every rule in force on it with its parameters.
import { useEffect, useState } from "preact/hooks";
import type { ArticleView, RulebookView, RuleLine } from "../../shared/protocol.ts";
import { say } from "../../ui/say.ts";
import { go } from "../actions.ts";
import { texts } from "../i18n/texts.ts";
import { href } from "../route.ts";
import { chaptersOf, findArticles } from "../rulebook/find.ts";
import { ParameterRow } from "./parameters.tsx";
import { Chip } from "./words.tsx";

export function Articles({ book, clause }: { book: RulebookView; clause: string | undefined }) {
  const t = texts.value;
  const [query, setQuery] = useState("");
  const { document } = book.head;
  const shown = findArticles(book.articles, query);
  const asked = query.trim() !== "";
  const first = shown[0];
  return (
    <>
      <form
        class="find-article no-print"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          if (asked && first) go({ at: "rulebook", document, part: "articles", code: first.clause });
        }}
      >
        <label class="field">
          <span class="field-label">{t.rulebook.findArticle}</span>
          <input
            type="search"
            enterkeyhint="go"
            data-testid="find-article"
            aria-describedby="find-article-hint"
            value={query}
            onInput={(event) => setQuery(event.currentTarget.value)}
          />
          <span class="row-note" id="find-article-hint">
            {asked
              ? t.rulebook.articlesFound(shown.length, book.articles.length)
              : t.rulebook.findArticleHint}
          </span>
        </label>
      </form>
      {!asked && <Chapters book={book} />}
      {shown.length === 0 && <p class="empty">{t.rulebook.noArticle}</p>}
      <ol class="articles">
        {shown.map((article) => (
          <Article
            key={article.clause}
            book={book}
            article={article}
            isOpen={article.clause === clause}
          />
        ))}
      </ol>
    </>
  );
}

/** One press leads to where a main number begins. */
function Chapters({ book }: { book: RulebookView }) {
  const t = texts.value;
  const chapters = chaptersOf(book.articles, book.head.document);
  if (chapters.length < 4) return null;
  return (
    <nav class="chapters no-print" aria-label={t.rulebook.chapters}>
      <ul>
        {chapters.map(({ name, first }) => (
          <li key={name}>
            <button
              type="button"
              class="button button-quiet"
              data-testid={`chapter-${name}`}
              onClick={() => {
                const link = document.querySelector<HTMLElement>(`#article-${CSS.escape(first)} a`);
                link?.focus({ preventScroll: true });
                link?.scrollIntoView({ block: "start" });
              }}
            >
              {t.rulebook.chapter(name)}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface ArticleProps {
  book: RulebookView;
  article: ArticleView;
  isOpen: boolean;
}

function Article({ book, article, isOpen }: ArticleProps) {
  const t = texts.value;
  const to = href({
    at: "rulebook",
    document: book.head.document,
    part: "articles",
    ...(isOpen ? {} : { code: article.clause }),
  });
  const id = `article-${article.clause}`;
  useEffect(() => {
    if (isOpen) document.getElementById(id)?.scrollIntoView({ block: "nearest" });
  }, [isOpen]);
  return (
    <li class={isOpen ? "article article-open" : "article"} id={id} data-testid="article">
      <h2>
        <a href={to} aria-expanded={isOpen} data-testid={`article-${article.clause}`}>
          <span class="article-clause">{article.clause}</span>
          <span>{article.article ? say(article.article) : t.rulebook.untitled}</span>
        </a>
        <span class="row-chips">
          {article.kind && <span class="quiet">{t.rulebook.clauseKind(article.kind)}</span>}
          <span class="quiet">{t.rulebook.rules(article.rules.length)}</span>
        </span>
      </h2>
      {isOpen && <Opened book={book} article={article} />}
    </li>
  );
}

function Opened({ book, article }: { book: RulebookView; article: ArticleView }) {
  const t = texts.value;
  const parameters = book.parameters.filter((parameter) =>
    article.parameters.includes(parameter.code),
  );
  const rules = article.rules.filter((rule) => rule.kind !== "article");
  return (
    <div class="article-body">
      <section>
        <h3>{t.rulebook.inForceHere}</h3>
        {rules.length === 0 && <p class="empty">{t.rulebook.noRule}</p>}
        <ul class="rules">
          {rules.map((rule, nth) => (
            <Rule key={nth} rule={rule} />
          ))}
        </ul>
      </section>
      {parameters.length > 0 && (
        <section>
          <h3>{t.rulebook.part.parameters}</h3>
          <ul class="rules">
            {parameters.map((parameter) => (
              <ParameterRow key={parameter.code} parameter={parameter} />
            ))}
          </ul>
        </section>
      )}
      <Drawn book={book} article={article} />
      <Proof article={article} />
    </div>
  );
}

function Rule({ rule }: { rule: RuleLine }) {
  const t = texts.value;
  const kind = t.rulebook.ruleKinds[rule.kind as keyof typeof t.rulebook.ruleKinds] ?? rule.kind;
  return (
    <li class="rule" data-testid="rule" data-kind={rule.kind}>
      <span class="rule-kind">{kind}</span>
      <span>{rule.label ? say(rule.label) : t.rulebook.unnamed}</span>
      <code class="rule-place">{rule.place}</code>
    </li>
  );
}

/** The workflows in which the article is a step or a condition. */
function Drawn({ book, article }: { book: RulebookView; article: ArticleView }) {
  const t = texts.value;
  const drawn = book.workflows.filter(
    (workflow) =>
      workflow.clause === article.clause ||
      workflow.steps.some(
        (step) =>
          step.clause === article.clause ||
          step.guards.some((guard) => guard.clause === article.clause),
      ),
  );
  if (drawn.length === 0) return null;
  return (
    <section>
      <h3>{t.rulebook.drawnIn}</h3>
      <ul class="links">
        {drawn.map((workflow) => (
          <li key={workflow.code}>
            <a
              href={href({
                at: "rulebook",
                document: book.head.document,
                part: "workflows",
                code: workflow.code,
              })}
            >
              {say(workflow.label)}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A clause about people and rooms has no rule here; its fulfilment is organisational. */
function Proof({ article }: { article: ArticleView }) {
  const t = texts.value;
  const { proof } = article;
  const isOrganisational = article.kind === "org";
  if (!proof && !isOrganisational) return null;
  const proven = proof?.result === "proven";
  return (
    <section data-testid="proof">
      <h3>{t.rulebook.proof}</h3>
      {isOrganisational ? (
        <p>{t.rulebook.organisational}</p>
      ) : (
        <Chip tone={proven ? "good" : "warning"} icon={proven ? "check" : "alert"}>
          {proven ? t.rulebook.proven : t.rulebook.unproven}
        </Chip>
      )}
      {proof && (
        <>
          <ul class="tests" lang="en">
            {proof.tests.map(({ rule, test }) => (
              <li key={rule + test}>
                {rule}: <code>{test}</code>
              </li>
            ))}
          </ul>
          <p class="quiet">{t.rulebook.tried(proof.day, proof.commit)}</p>
        </>
      )}
    </section>
  );
}
