// The printed form of a case, and the blank form of a document.
import type { AssetEntryLine, CaseView } from "../../shared/protocol.ts";
import { language } from "../../ui/language.ts";
import { say } from "../../ui/say.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { useLoaded } from "../load.ts";
import { blank, ofCase, thingsOn } from "../print/fill.ts";
import { href } from "../route.ts";
import { Shown } from "./loaded.tsx";
import { Page, PrintButton } from "./page.tsx";
import { Sheet } from "./sheet.tsx";

interface Printed {
  view: CaseView;
  entries: Readonly<Record<string, readonly AssetEntryLine[]>>;
}

export function CaseSheet({ id }: { id: string }) {
  const t = texts.value;
  const loaded = useLoaded(() => printed(id), [id]);
  const view = loaded.data?.view;
  return (
    <Page
      title={view ? say(view.form.print?.label ?? view.form.label) : t.sheet.title}
      above={<a href={href({ at: "case", id })}>{view ? view.number : t.cases.one}</a>}
      testid="case-sheet"
      tools={<PrintButton />}
    >
      <Shown of={loaded}>
        {(shown) => (
          <>
            {!shown.view.readable && <p class="note note-warning no-print">{t.cases.unreadable}</p>}
            <Sheet
              filling={ofCase(shown.view, shown.entries, language.value === "ja")}
              number={shown.view.number}
            />
          </>
        )}
      </Shown>
    </Page>
  );
}

/** The ledgers of things that the sheet shows may be those of others: their lines are left out. */
async function printed(id: string): Promise<Printed> {
  const view = await api.case(id);
  const things = thingsOn(view).map((thing) =>
    api.asset(thing).then(
      (asset) => [thing, asset.entries] as const,
      () => [thing, []] as const,
    ),
  );
  return { view, entries: Object.fromEntries(await Promise.all(things)) };
}

export function BlankSheet({ document, form }: { document: string; form: string }) {
  const t = texts.value;
  const loaded = useLoaded(() => api.rulebook(document), [document]);
  const found = loaded.data?.forms.find((other) => other.code === form);
  return (
    <Page
      title={found ? say(found.print?.label ?? found.label) : t.sheet.title}
      above={
        <a href={href({ at: "rulebook", document, part: "forms" })}>{t.rulebook.part.forms}</a>
      }
      testid="blank-sheet"
      tools={<PrintButton />}
    >
      <Shown of={loaded}>
        {() =>
          found ? (
            <Sheet filling={blank(found, language.value === "ja")} />
          ) : (
            <p class="empty">{t.rulebook.noForms}</p>
          )
        }
      </Shown>
    </Page>
  );
}
