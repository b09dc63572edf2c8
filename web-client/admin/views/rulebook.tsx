// One document as it is in force: article → rule → parameters → proof.
import { useEffect, useRef, useState } from "preact/hooks";
import type { RulebookView } from "../../shared/protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { say } from "../../ui/say.ts";
import { sayUnit } from "../../ui/unit-name.tsx";
import { loadRulebooks } from "../actions.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { useLoaded } from "../load.ts";
import { href, RULEBOOK_PARTS, type RulebookPart } from "../route.ts";
import { Articles } from "./articles.tsx";
import { showCurrent } from "./current.ts";
import { Shown } from "./loaded.tsx";
import { Page, PrintButton } from "./page.tsx";
import { Parameters } from "./parameters.tsx";
import { RulebookDeadlines } from "./rulebook-deadlines.tsx";
import { RulebookForms } from "./rulebook-forms.tsx";
import { RulebookLedgers } from "./rulebook-ledgers.tsx";
import { RulebookPosts } from "./rulebook-posts.tsx";
import { Validity } from "./rulebooks.tsx";
import { SettingsDialog } from "./settings-dialog.tsx";
import { RulebookTexts } from "./rulebook-texts.tsx";
import { Workflows } from "./workflows.tsx";

interface Props {
  document: string;
  part: RulebookPart;
  code: string | undefined;
}

export function Rulebook({ document, part, code }: Props) {
  const t = texts.value;
  const loaded = useLoaded(() => api.rulebook(document), [document]);
  const [setting, setSetting] = useState(false);
  const book = loaded.data;
  const settable =
    book !== null &&
    [...book.parameters, ...book.texts].some((datum) => datum.settable);
  return (
    <Page
      title={book ? say(book.head.title) : document}
      above={<a href={href({ at: "rulebooks" })}>{t.screens.rulebooks}</a>}
      testid="rulebook-page"
      tools={
        <>
          <PrintButton />
          {settable && (
            <button
              type="button"
              class="button button-primary"
              data-testid="settings-open"
              onClick={() => setSetting(true)}
            >
              {t.rulebook.settings}
            </button>
          )}
        </>
      }
    >
      <Shown of={loaded}>
        {(shown) => (
          <>
            <Head book={shown} />
            <Parts document={document} part={part} />
            <Part book={shown} part={part} code={code} />
            {setting && (
              <SettingsDialog
                book={shown}
                onClose={() => setSetting(false)}
                onMade={() => {
                  setSetting(false);
                  loaded.reload();
                  void loadRulebooks();
                }}
              />
            )}
          </>
        )}
      </Shown>
    </Page>
  );
}

function Head({ book }: { book: RulebookView }) {
  const t = texts.value;
  return (
    <>
      <p class="page-lead">
        <Validity head={book.head} />
      </p>
      {book.layers.length > 0 && (
        <ul class="layers" aria-label={t.rulebook.layers}>
          {book.layers.map((layer) => (
            <li key={`${layer.level}/${layer.version}`} data-testid="layer">
              <Icon name="plus" small />
              {t.rulebook.layer(sayUnit(layer.unit_name), layer.version, layer.author, layer.valid_from)}
            </li>
          ))}
        </ul>
      )}
      {book.references.length > 0 && (
        <details class="references">
          <summary>{t.rulebook.references}</summary>
          <ul>
            {book.references.map((reference, nth) => (
              <li key={nth}>
                {t.rulebook.relations[reference.relation as keyof typeof t.rulebook.relations] ??
                  reference.relation}
                : {say(reference.title)}
                {reference.issued && ` (${reference.issued})`}
                {!reference.supplied && <span class="quiet"> {t.rulebook.notSupplied}</span>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Parts({ document, part }: { document: string; part: RulebookPart }) {
  const t = texts.value;
  const list = useRef<HTMLElement>(null);
  useEffect(() => showCurrent(list.current), [part]);
  return (
    <nav class="parts no-print" aria-label={t.rulebook.parts} ref={list}>
      <ul>
        {RULEBOOK_PARTS.map((name) => (
          <li key={name}>
            <a
              href={href({ at: "rulebook", document, part: name })}
              aria-current={name === part ? "page" : undefined}
              data-testid={`part-${name}`}
            >
              {t.rulebook.part[name]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Part({ book, part, code }: { book: RulebookView; part: RulebookPart; code?: string | undefined }) {
  switch (part) {
    case "articles":
      return <Articles book={book} clause={code} />;
    case "parameters":
      return <Parameters book={book} />;
    case "workflows":
      return <Workflows book={book} code={code} />;
    case "forms":
      return <RulebookForms book={book} />;
    case "posts":
      return <RulebookPosts book={book} />;
    case "deadlines":
      return <RulebookDeadlines book={book} />;
    case "ledgers":
      return <RulebookLedgers book={book} />;
    case "texts":
      return <RulebookTexts book={book} />;
  }
}
