// One ledger: its things by page, and taking a new one in.
import { useState } from "preact/hooks";
import type { AssetLine, LedgerView } from "../../shared/protocol.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { useLoaded } from "../load.ts";
import { href } from "../route.ts";
import { say } from "../../ui/say.ts";
import { UnitName } from "../../ui/unit-name.tsx";
import { Shown } from "./loaded.tsx";
import { Page, PrintButton } from "./page.tsx";
import { TakeInDialog } from "./take-in.tsx";
import { Chip, Clause } from "./words.tsx";

export function Ledger({ document, kind }: { document: string; kind: string }) {
  const t = texts.value;
  const ledgers = useLoaded(api.ledgers, [document, kind]);
  const [pages, setPages] = useState<(string | undefined)[]>([undefined]);
  const [taking, setTaking] = useState(false);
  const before = pages.at(-1);
  const things = useLoaded(
    () => api.assets(document, kind, before === undefined ? {} : { before }),
    [document, kind, before],
  );
  const ledger = ledgers.data?.ledgers.find(
    (other) => other.document === document && other.kind === kind,
  );
  return (
    <Page
      title={ledger ? say(ledger.label) : t.screens.registers}
      above={<a href={href({ at: "registers" })}>{t.screens.registers}</a>}
      testid="ledger-page"
      tools={
        <>
          <PrintButton />
          {ledger?.keeps && (
            <button
              type="button"
              class="button button-primary"
              data-testid="take-in-open"
              onClick={() => setTaking(true)}
            >
              {t.registers.takeIn}
            </button>
          )}
        </>
      }
    >
      <Shown of={ledgers}>
        {() =>
          ledger ? (
            <>
              <p class="page-lead">
                {ledger.keeps ? t.registers.keeps : t.registers.reads} <Clause of={ledger.clause} />
              </p>
              <Shown of={things}>
                {({ assets, before: next }) => (
                  <>
                    {assets.length === 0 ? (
                      <p class="empty">{t.registers.noThings}</p>
                    ) : (
                      <Things ledger={ledger} assets={assets} />
                    )}
                    <nav class="pager" aria-label={t.pager.name}>
                      {pages.length > 1 && (
                        <button
                          type="button"
                          class="button"
                          onClick={() => setPages(pages.slice(0, -1))}
                        >
                          {t.pager.newer}
                        </button>
                      )}
                      {next !== undefined && (
                        <button
                          type="button"
                          class="button"
                          onClick={() => setPages([...pages, next])}
                        >
                          {t.pager.older}
                        </button>
                      )}
                    </nav>
                  </>
                )}
              </Shown>
              {taking && (
                <TakeInDialog
                  ledger={ledger}
                  onClose={() => setTaking(false)}
                  onTaken={() => {
                    setTaking(false);
                    things.reload();
                  }}
                />
              )}
            </>
          ) : (
            <p class="empty">{t.registers.notYours}</p>
          )
        }
      </Shown>
    </Page>
  );
}

function Things({ ledger, assets }: { ledger: LedgerView; assets: readonly AssetLine[] }) {
  const t = texts.value;
  const counts = assets.some((asset) => asset.held + asset.out !== 1);
  return (
    <div class="table-scroll">
      <table class="table table-cards">
        <thead>
          <tr>
            <th scope="col">{t.registers.number}</th>
            <th scope="col">{t.registers.state}</th>
            {ledger.columns.map((column) => (
              <th key={column.code} scope="col">
                {say(column.label)}
              </th>
            ))}
            {counts && <th scope="col">{t.registers.pieces}</th>}
            <th scope="col">{t.registers.unit}</th>
          </tr>
        </thead>
        <tbody>
          {assets.map((asset) => (
            <tr key={asset.id} data-testid="thing">
              <td data-label={t.registers.number}>
                <a href={href({ at: "asset", id: asset.id })}>{asset.number}</a>
              </td>
              <td data-label={t.registers.state}>
                <StateChip asset={asset} />
              </td>
              {ledger.columns.map((column) => (
                <td key={column.code} data-label={say(column.label)}>
                  {asset.attributes[column.code] ?? "—"}
                </td>
              ))}
              {counts && (
                <td data-label={t.registers.pieces}>{t.registers.held(asset.held, asset.out)}</td>
              )}
              <td data-label={t.registers.unit}><UnitName of={asset.unit_name} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function StateChip({ asset }: { asset: AssetLine }) {
  return (
    <Chip tone={asset.state.end ? "over" : "info"} icon={asset.state.end ? "check" : "document"}>
      {say(asset.state.label)}
    </Chip>
  );
}
