// The ledgers that the person may see, by document.
import type { LedgerView } from "../../shared/protocol.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { useLoaded } from "../load.ts";
import { href } from "../route.ts";
import { say } from "../../ui/say.ts";
import { inForce } from "../state.ts";
import { Shown } from "./loaded.tsx";
import { Page } from "./page.tsx";
import { Clause } from "./words.tsx";

export function Registers() {
  const t = texts.value;
  const loaded = useLoaded(api.ledgers, []);
  return (
    <Page title={t.screens.registers} testid="registers">
      <Shown of={loaded}>
        {({ ledgers }) =>
          ledgers.length === 0 ? (
            <p class="empty">{t.registers.none}</p>
          ) : (
            [...new Set(ledgers.map((ledger) => ledger.document))].map((document) => (
              <section key={document} class="part">
                <h2>{titleOf(document)}</h2>
                <ul class="tiles">
                  {ledgers
                    .filter((ledger) => ledger.document === document)
                    .map((ledger) => (
                      <Tile key={ledger.kind} ledger={ledger} />
                    ))}
                </ul>
              </section>
            ))
          )
        }
      </Shown>
    </Page>
  );
}

function Tile({ ledger }: { ledger: LedgerView }) {
  const t = texts.value;
  return (
    <li class="tile" data-testid="ledger">
      <a
        class="tile-title"
        href={href({ at: "ledger", document: ledger.document, kind: ledger.kind })}
      >
        {say(ledger.label)}
      </a>
      <span class="row-note">
        {ledger.keeps ? t.registers.keeps : t.registers.reads} <Clause of={ledger.clause} />
      </span>
    </li>
  );
}

function titleOf(document: string): string {
  const head = inForce.value.find((other) => other.document === document);
  return head ? say(head.title) : document;
}
