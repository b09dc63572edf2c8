// Circulars [通達]: who sent what to which units, and which of them have read it.
import { useState } from "preact/hooks";
import type { CircularView } from "../../shared/protocol.ts";
import { ProblemNote } from "../../ui/problem.tsx";
import { me } from "../../ui/session.ts";
import { UnitName } from "../../ui/unit-name.tsx";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { useLoaded, useSending } from "../load.ts";
import { href } from "../route.ts";
import { CircularDialog } from "./circular-dialog.tsx";
import { Shown } from "./loaded.tsx";
import { Page, PrintButton } from "./page.tsx";
import { Chip, Moment, Person } from "./words.tsx";

export function Circulars() {
  const t = texts.value;
  const loaded = useLoaded(api.circulars, []);
  const [sending, setSending] = useState(false);
  return (
    <Page
      title={t.circulars.title}
      above={<a href={href({ at: "tasks" })}>{t.screens.tasks}</a>}
      testid="circulars"
      tools={
        <>
          <PrintButton />
          <button
            type="button"
            class="button button-primary"
            data-testid="circular-open"
            onClick={() => setSending(true)}
          >
            {t.circulars.send}
          </button>
        </>
      }
    >
      <Shown of={loaded}>
        {({ circulars }) => (
          <>
            {circulars.length === 0 && <p class="empty">{t.circulars.none}</p>}
            <ul class="rows">
              {circulars.map((circular) => (
                <Circular key={circular.id} circular={circular} onRead={loaded.reload} />
              ))}
            </ul>
          </>
        )}
      </Shown>
      {sending && (
        <CircularDialog
          onClose={() => setSending(false)}
          onSent={() => {
            setSending(false);
            loaded.reload();
          }}
        />
      )}
    </Page>
  );
}

function Circular({ circular, onRead }: { circular: CircularView; onRead(): void }) {
  const t = texts.value;
  const { problem, busy, send } = useSending();
  const read = circular.receipts.filter((receipt) => receipt.read_at !== undefined).length;
  const own = circular.receipts.find((receipt) => receipt.unit === me.value?.unit);
  return (
    <li class="row-card" data-testid="circular">
      <h2 class="row-title">{circular.title}</h2>
      <span class="row-chips">
        <UnitName of={circular.from_unit_name} />
        <Moment at={circular.at} />
        <span class="quiet">{t.circulars.receipts(read, circular.receipts.length)}</span>
      </span>
      <p class="lines">{circular.body}</p>
      <ul class="receipts">
        {circular.receipts.map((receipt) => (
          <li key={receipt.unit} data-testid="receipt" data-read={receipt.read_at !== undefined}>
            <UnitName of={receipt.unit_name} />{" "}
            {receipt.read_at === undefined ? (
              <Chip tone="warning" icon="clock">
                {t.circulars.unread}
              </Chip>
            ) : (
              <>
                <Moment at={receipt.read_at} /> {receipt.read_by && <Person of={receipt.read_by} />}
              </>
            )}
          </li>
        ))}
      </ul>
      {own && own.read_at === undefined && (
        <span class="row-tools">
          <button
            type="button"
            class="button"
            aria-busy={busy}
            data-testid="circular-read"
            onClick={() => send(() => api.readCircular(circular.id), onRead)}
          >
            {t.circulars.markRead}
          </button>
        </span>
      )}
      <ProblemNote problem={problem} />
    </li>
  );
}
