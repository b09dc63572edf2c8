// Words that people read as they stand, in both languages beside each other.
import type { RulebookView } from "../../shared/protocol.ts";
import { say } from "../../ui/say.ts";
import { texts } from "../i18n/texts.ts";
import { Clause } from "./words.tsx";

export function RulebookTexts({ book }: { book: RulebookView }) {
  const t = texts.value;
  return (
    <>
      {book.texts.length === 0 && <p class="empty">{t.rulebook.noTexts}</p>}
      <ul class="rules">
        {book.texts.map((text) => (
          <li key={text.code} class="text" data-testid="text" data-code={text.code}>
            <span lang="ja">{text.label.ja}</span>
            <span lang="en" class="quiet">
              {text.label.en}
            </span>
            <Clause of={text.clause} />
          </li>
        ))}
      </ul>
      {book.glossary.length > 0 && (
        <section class="part" aria-labelledby="glossary">
          <h2 id="glossary">{t.rulebook.glossary}</h2>
          <dl class="values">
            {book.glossary.map((entry) => (
              <div key={entry.term.ja}>
                <dt>{say(entry.term)}</dt>
                <dd>
                  {say(entry.meaning)}
                  <span class="row-note">
                    {t.rulebook.definedIn(say(entry.source))}
                    {!entry.supplied && ` ${t.rulebook.notSupplied}`} <Clause of={entry.clause} />
                  </span>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </>
  );
}
