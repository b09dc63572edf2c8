// The frame of every public page: language, the way to the others, and the page itself.
import { useEffect, useState } from "preact/hooks";
import { remember } from "../../ui/remember.ts";
import { GROUP_PAGES, pathOf, type Page } from "../address.ts";
import { firstLanguage, speech, Speaking, useSpeech } from "../language.ts";
import { productOf } from "../title.ts";
import { Announcers, Announcements } from "./announcements.tsx";
import { Contact } from "./contact.tsx";
import { Help } from "./help.tsx";
import { Notice } from "./notice.tsx";
import { Regulation } from "./regulation.tsx";

const MAIN = "text";

export function App({ page }: { page: Page }) {
  const [language, setLanguage] = useState(firstLanguage);
  const spoken = speech(language);
  const other = language === "ja" ? "en" : "ja";
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const change = () => {
    remember("language", other);
    setLanguage(other);
  };
  return (
    <Speaking.Provider value={spoken}>
      <a class="skip" href={`#${MAIN}`}>
        {spoken.t.skip}
      </a>
      <header class="head">
        <p class="product">{productOf(page, spoken.t)}</p>
        <button type="button" class="quiet-button" lang={other} data-testid="language" onClick={change}>
          {other === "ja" ? "日本語" : "English"}
        </button>
      </header>
      <Ways page={page} />
      <main id={MAIN} tabIndex={-1} data-testid={page.at}>
        <Shown page={page} />
      </main>
    </Speaking.Provider>
  );
}

function Ways({ page }: { page: Page }) {
  const { t } = useSpeech();
  const ways = waysOf(page);
  if (ways.length <= 1) return null;
  return (
    <nav class="ways" aria-label={t.pages}>
      <ul>
        {ways.map((way) => (
          <li key={way.at}>
            <a href={pathOf(way)} aria-current={way.at === page.at ? "page" : undefined}>
              {t[way.at].link}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The pages beside this one. */
function waysOf(page: Page): Page[] {
  if (page.at === "announcement") return [{ at: "announcements" }, page];
  if (!("group" in page)) return [page];
  return [...GROUP_PAGES.map((at) => ({ at, group: page.group })), { at: "help" }];
}

function Shown({ page }: { page: Page }) {
  switch (page.at) {
    case "help":
      return <Help />;
    case "notice":
      return <Notice group={page.group} />;
    case "contact":
      return <Contact group={page.group} />;
    case "regulation":
      return <Regulation group={page.group} />;
    case "announcements":
      return <Announcers />;
    case "announcement":
      return <Announcements document={page.document} unit={page.unit} />;
  }
}
