// One thing: its state, what may be done to it now, its deadlines, and every line of its ledger.
import { useState } from "preact/hooks";
import type { AssetEntryLine, AssetLine, AssetView, LedgerAct, LedgerView } from "../../shared/protocol.ts";
import { ProblemNote } from "../../ui/problem.tsx";
import { tell } from "../actions.ts";
import { api } from "../api.ts";
import { LedgerNeeds, useNeeds } from "../form/ledger-needs.tsx";
import { orderOf } from "../form/ledger-order.ts";
import { wholeNumber } from "../form/values.ts";
import { texts } from "../i18n/texts.ts";
import { useLoaded, useSending } from "../load.ts";
import { href } from "../route.ts";
import { say } from "../../ui/say.ts";
import { UnitName } from "../../ui/unit-name.tsx";
import { DeadlineTable } from "./deadline-list.tsx";
import { StateChip } from "./ledger.tsx";
import { Shown } from "./loaded.tsx";
import { Page, PrintButton } from "./page.tsx";
import { Clause, Moment, Person } from "./words.tsx";

export function AssetPage({ id }: { id: string }) {
  const t = texts.value;
  const loaded = useLoaded(() => api.asset(id), [id]);
  const ledgers = useLoaded(api.ledgers, []);
  const asset = loaded.data?.asset;
  const ledger = ledgers.data?.ledgers.find(
    (other) => other.document === asset?.document && other.kind === asset?.kind,
  );
  return (
    <Page
      title={asset?.number ?? t.registers.thing}
      above={
        asset ? (
          <a href={href({ at: "ledger", document: asset.document, kind: asset.kind })}>
            {ledger ? say(ledger.label) : t.registers.ledger}
          </a>
        ) : (
          <a href={href({ at: "registers" })}>{t.screens.registers}</a>
        )
      }
      testid="asset"
      tools={<PrintButton />}
    >
      <Shown of={loaded}>
        {(view) => (
          <>
            <Facts view={view} ledger={ledger} />
            <Acts key={view.entries.length} view={view} onDone={loaded.take} />
            {view.deadlines.length > 0 && (
              <section class="part" aria-labelledby="deadlines">
                <h2 id="deadlines">{t.cases.deadlines}</h2>
                <DeadlineTable deadlines={view.deadlines} />
              </section>
            )}
            <Entries entries={view.entries} ledger={ledger} />
            {view.copies.length > 0 && <Copies copies={view.copies} />}
          </>
        )}
      </Shown>
    </Page>
  );
}

interface FactsProps {
  view: AssetView;
  ledger: LedgerView | undefined;
}

function Facts({ view: { asset }, ledger }: FactsProps) {
  const t = texts.value;
  const columnOf = (code: string) => {
    const column = ledger?.columns.find((other) => other.code === code);
    return column ? say(column.label) : code;
  };
  return (
    <dl class="facts">
      <div>
        <dt>{t.registers.state}</dt>
        <dd data-testid="asset-state" data-state={asset.state.code}>
          <StateChip asset={asset} />
        </dd>
      </div>
      <div>
        <dt>{t.registers.unit}</dt>
        <dd>
          <UnitName of={asset.unit_name} />
        </dd>
      </div>
      <div>
        <dt>{t.registers.pieces}</dt>
        <dd>{t.registers.held(asset.held, asset.out)}</dd>
      </div>
      {asset.place && (
        <div>
          <dt>{t.registers.place}</dt>
          <dd>
            {asset.place.name}
            {asset.place.lockable && t.aside(t.registers.lockable)}
          </dd>
        </div>
      )}
      {asset.parent && (
        <div>
          <dt>{t.registers.original}</dt>
          <dd>
            <a href={href({ at: "asset", id: asset.parent })}>{t.registers.thing}</a>
          </dd>
        </div>
      )}
      {Object.entries(asset.attributes).map(([code, value]) => (
        <div key={code}>
          <dt>{columnOf(code)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Acts({ view, onDone }: { view: AssetView; onDone(view: AssetView): void }) {
  const t = texts.value;
  const [chosen, setChosen] = useState<string | null>(null);
  const act = view.acts.find((other) => other.act === chosen);
  return (
    <section class="part now no-print" aria-labelledby="acts">
      <h2 id="acts">{t.cases.now}</h2>
      {view.acts.length === 0 && <p class="empty">{t.registers.noActs}</p>}
      <div class="step-tabs" role="group" aria-labelledby="acts">
        {view.acts.map((other) => (
          <button
            key={other.act}
            type="button"
            class={other.act === chosen ? "button button-chosen" : "button"}
            aria-pressed={other.act === chosen}
            data-testid={`act-${other.act}`}
            onClick={() => setChosen(other.act)}
          >
            {say(other.label)}
          </button>
        ))}
      </div>
      {act && <ActForm key={act.act} view={view} act={act} onDone={onDone} />}
    </section>
  );
}

interface ActProps {
  view: AssetView;
  act: LedgerAct;
  onDone(view: AssetView): void;
}

function ActForm({ view: { asset }, act, onDone }: ActProps) {
  const t = texts.value;
  const [needs, setNeeds] = useNeeds();
  const [quantity, setQuantity] = useState("1");
  const { problem, busy, send } = useSending();
  const submit = (event: Event) => {
    event.preventDefault();
    const order = { act: act.act, quantity: wholeNumber(quantity) ?? 0, ...orderOf(needs) };
    send(
      () => api.doToAsset(asset.id, order),
      (view) => {
        tell(t.cases.stored(say(act.label)));
        onDone(view);
      },
    );
  };
  return (
    <form class="form" onSubmit={submit} noValidate>
      {asset.held + asset.out > 1 && (
        <label class="field">
          <span class="field-label">{t.registers.pieces}</span>
          <input
            class="short"
            inputMode="numeric"
            value={quantity}
            onInput={(event) => setQuantity(event.currentTarget.value)}
          />
        </label>
      )}
      <LedgerNeeds act={act} typed={needs} onChange={setNeeds} />
      <ProblemNote problem={problem} />
      <footer class="form-foot">
        <button class="button button-primary" aria-busy={busy} data-testid="act-submit">
          {say(act.label)}
        </button>
        <span class="foot-note">
          <Clause of={act.clause} />
        </span>
      </footer>
    </form>
  );
}

interface EntriesProps {
  entries: readonly AssetEntryLine[];
  ledger: LedgerView | undefined;
}

function Entries({ entries, ledger }: EntriesProps) {
  const t = texts.value;
  return (
    <section class="part" aria-labelledby="entries">
      <h2 id="entries">{t.registers.entries}</h2>
      <div class="table-scroll">
        <table class="table table-cards">
          <thead>
            <tr>
              <th scope="col">{t.registers.at}</th>
              <th scope="col">{t.registers.act}</th>
              <th scope="col">{t.registers.pieces}</th>
              <th scope="col">{t.registers.by}</th>
              <th scope="col">{t.registers.details}</th>
              <th scope="col">{t.registers.state}</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry, nth) => (
              <EntryRow key={nth} entry={entry} ledger={ledger} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Copies({ copies }: { copies: readonly AssetLine[] }) {
  const t = texts.value;
  return (
    <section class="part" aria-labelledby="copies">
      <h2 id="copies">{t.registers.copies}</h2>
      <ul>
        {copies.map((copy) => (
          <li key={copy.id} data-testid="copy">
            <a href={href({ at: "asset", id: copy.id })}>{copy.number}</a>{" "}
            <UnitName of={copy.unit_name} /> <StateChip asset={copy} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface EntryProps {
  entry: AssetEntryLine;
  ledger: LedgerView | undefined;
}

function EntryRow({ entry, ledger }: EntryProps) {
  const t = texts.value;
  const method = ledger?.acts
    .flatMap((act) => act.methods)
    .find((other) => other.code === entry.method);
  return (
    <tr data-testid="entry">
      <td data-label={t.registers.at}>
        <Moment at={entry.at} />
      </td>
      <td data-label={t.registers.act}>{say(entry.label)}</td>
      <td data-label={t.registers.pieces}>{entry.quantity}</td>
      <td data-label={t.registers.by}>
        <Person of={entry.by} />
        {entry.confirmed_by && (
          <span class="row-note">
            {t.registers.confirmedBy} <Person of={entry.confirmed_by} />
          </span>
        )}
        {entry.witness && (
          <span class="row-note">
            {t.registers.witness} <Person of={entry.witness} />
          </span>
        )}
      </td>
      <td data-label={t.registers.details}>
        {entry.place && (
          <span class="row-note">
            {t.registers.place} {entry.place.name}
            {entry.place.lockable && t.aside(t.registers.lockable)}
          </span>
        )}
        {entry.method && (
          <span class="row-note">
            {t.registers.method} {method ? say(method.label) : entry.method}
          </span>
        )}
        {entry.due_back !== undefined && (
          <span class="row-note">
            {t.registers.dueBack} <Moment at={entry.due_back} />
          </span>
        )}
        {entry.remarks && (
          <span class="row-note">
            {t.registers.remarks} {entry.remarks}
          </span>
        )}
        {entry.case && (
          <span class="row-note">
            {t.registers.byCase}{" "}
            <a href={href({ at: "case", id: entry.case.id })}>{entry.case.number}</a>
          </span>
        )}
        <Clause of={entry.clause} />
      </td>
      <td data-label={t.registers.state}>{say(entry.state.label)}</td>
    </tr>
  );
}
