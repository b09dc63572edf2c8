import { useState } from "preact/hooks";
import type { Me } from "../../shared/protocol.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { words } from "../../ui/language.ts";
import { me } from "../../ui/session.ts";
import { Factors } from "../../ui/session/factors.tsx";
import { AboutLink, LanguageSwitch, ThemeSwitch } from "../../ui/switches.tsx";
import { leave, lock } from "../actions.ts";
import { texts } from "../i18n/texts.ts";
import { say } from "../../ui/say.ts";
import { UnitName } from "../../ui/unit-name.tsx";
import { nameOfDocument } from "./document-chip.tsx";
import { TITLE_ID } from "./page.tsx";

export function TopBar() {
  const t = texts.value;
  const person = me.value;
  const [factors, setFactors] = useState(false);
  if (!person) return null;
  const posts = postsOf(person);
  return (
    <div class="top-bar">
      <button
        type="button"
        class="skip"
        onClick={() => document.getElementById(TITLE_ID)?.focus()}
      >
        {t.skip}
      </button>
      <span class="mark" aria-hidden="true">
        <Icon name="document" />
      </span>
      <p class="top-bar-who" data-testid="who">
        <strong>
          <UnitName of={person.unit_name} />
        </strong>
        <span>
          {person.name}・<span title={posts}>{posts}</span>
        </span>
      </p>
      <div class="top-bar-tools">
        <ThemeSwitch />
        <LanguageSwitch />
        <AboutLink iconOnly />
        <button
          type="button"
          class="button button-quiet"
          aria-label={words.value.factors.title}
          title={words.value.factors.title}
          data-testid="factors-open"
          onClick={() => setFactors(true)}
        >
          <Icon name="fingerprint" />
        </button>
        <button
          type="button"
          class="button button-quiet"
          aria-label={words.value.lock.lock}
          title={words.value.lock.lock}
          data-testid="lock"
          onClick={() => void lock()}
        >
          <Icon name="lock" />
        </button>
        <button
          type="button"
          class="button button-quiet"
          data-testid="sign-out"
          onClick={() => void leave()}
        >
          <Icon name="signOut" />
          <span class="button-words">{words.value.bar.signOut}</span>
        </button>
      </div>
      {factors && (
        <Dialog
          title={words.value.factors.title}
          testid="factors-dialog"
          onClose={() => setFactors(false)}
        >
          <div class="dialog-body">
            <Factors />
          </div>
        </Dialog>
      )}
    </div>
  );
}

/** With the document where there are several: posts of the same name stand in more than one. */
function postsOf(person: Me): string {
  const t = texts.value;
  const documents = [...new Set(person.posts.map((post) => post.document))];
  const labels = (document: string) => {
    const own = person.posts.filter((post) => post.document === document);
    return t.list([...new Set(own.map((post) => say(post.label)))]);
  };
  const [only] = documents;
  if (documents.length === 1 && only !== undefined) return labels(only);
  return t.list(documents.map((document) => `${nameOfDocument(document)} ${labels(document)}`));
}
