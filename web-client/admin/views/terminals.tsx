// The register of enrolled terminals, and codes by which a browser becomes one.
import { useState } from "preact/hooks";
import type { NewTerminal, TerminalLine } from "../../shared/protocol.ts";
import { UnitName, sayUnit } from "../../ui/unit-name.tsx";
import { tell } from "../actions.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { useLoaded } from "../load.ts";
import { href } from "../route.ts";
import { CodeDialog } from "./code-dialog.tsx";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { Shown } from "./loaded.tsx";
import { Page, PrintButton } from "./page.tsx";
import { useSome } from "./some-rows.tsx";
import { Chip, Moment } from "./words.tsx";

export function Terminals() {
  const t = texts.value;
  const loaded = useLoaded(api.terminals, []);
  const [wanted, setWanted] = useState<NewTerminal | null>(null);
  return (
    <Page
      title={t.terminals.title}
      above={<a href={href({ at: "appoint" })}>{t.screens.appoint}</a>}
      testid="terminals"
      tools={<PrintButton />}
    >
      <Shown of={loaded}>
        {(terminals) => (
          <>
            <Enrol onWant={setWanted} />
            {terminals.length === 0 ? (
              <p class="empty">{t.terminals.none}</p>
            ) : (
              <Table terminals={terminals} onChanged={loaded.reload} />
            )}
          </>
        )}
      </Shown>
      {wanted && (
        <CodeDialog
          title={t.terminals.enrol}
          lead={t.terminals.enrolLead(wanted.name)}
          make={() => api.enrolmentCode(wanted)}
          onClose={() => {
            setWanted(null);
            loaded.reload();
          }}
        />
      )}
    </Page>
  );
}

const KINDS = ["reception", "management", "management_pc", "office"] as const;
type EnrolledKind = (typeof KINDS)[number];

function Enrol({ onWant }: { onWant(terminal: NewTerminal): void }) {
  const t = texts.value;
  const [name, setName] = useState("");
  const [kind, setKind] = useState<EnrolledKind>("reception");
  const submit = (event: Event) => {
    event.preventDefault();
    onWant({ kind, name: name.trim() });
  };
  return (
    <form class="filters no-print" onSubmit={submit} noValidate>
      <label class="field">
        <span class="field-label">{t.terminals.name}</span>
        <input
          data-testid="terminal-name"
          autocomplete="off"
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <label class="field">
        <span class="field-label">{t.terminals.kind}</span>
        <select
          data-testid="terminal-kind"
          value={kind}
          onChange={(event) =>
            setKind(KINDS.find((one) => one === event.currentTarget.value) ?? "reception")
          }
        >
          {KINDS.map((one) => (
            <option key={one} value={one}>
              {t.trail.terminals[one]}
            </option>
          ))}
        </select>
      </label>
      <button class="button button-primary" data-testid="terminal-enrol">
        {t.terminals.enrol}
      </button>
    </form>
  );
}

function Table({ terminals, onChanged }: { terminals: TerminalLine[]; onChanged(): void }) {
  const t = texts.value;
  const { rows, more } = useSome(terminals);
  return (
    <div class="table-scroll">
      <table class="table table-cards">
        <thead>
          <tr>
            <th scope="col">{t.terminals.name}</th>
            <th scope="col">{t.terminals.kind}</th>
            <th scope="col">{t.terminals.unit}</th>
            <th scope="col">{t.terminals.used}</th>
            <th scope="col">{t.terminals.state}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((terminal) => (
            <Row key={terminal.id} terminal={terminal} onChanged={onChanged} />
          ))}
        </tbody>
      </table>
      {more}
    </div>
  );
}

function Row({ terminal, onChanged }: { terminal: TerminalLine; onChanged(): void }) {
  const t = texts.value;
  const [revoking, setRevoking] = useState(false);
  return (
    <tr data-testid="terminal-line">
      <td data-label={t.terminals.name}>{terminal.name}</td>
      <td data-label={t.terminals.kind}>{t.trail.terminals[terminal.kind]}</td>
      <td data-label={t.terminals.unit}>
        <UnitName of={terminal.unit_name} />
      </td>
      <td data-label={t.terminals.used}>
        {terminal.last_used === undefined ? "—" : <Moment at={terminal.last_used} />}
      </td>
      <td data-label={t.terminals.state}>
        {terminal.revoked === undefined ? (
          <span class="row-tools">
            <Chip tone="good" icon="check">
              {t.terminals.enrolled}
            </Chip>
            <button
              type="button"
              class="button button-danger-quiet"
              data-testid="terminal-revoke"
              onClick={() => setRevoking(true)}
            >
              {t.terminals.revoke}
              <span class="visually-hidden"> {terminal.name}</span>
            </button>
          </span>
        ) : (
          <Chip tone="bad" icon="close">
            {t.terminals.gone}
          </Chip>
        )}
        {revoking && (
          <ConfirmDialog
            title={t.terminals.revoke}
            testid="dialog-revoke-terminal"
            consequence={t.terminals.explainRevoke}
            act={() => api.revokeTerminal(terminal.id)}
            onDone={() => {
              setRevoking(false);
              tell(t.terminals.revoked(terminal.name));
              onChanged();
            }}
            onClose={() => setRevoking(false)}
          >
            <strong>{terminal.name}</strong> — {sayUnit(terminal.unit_name)}
          </ConfirmDialog>
        )}
      </td>
    </tr>
  );
}
