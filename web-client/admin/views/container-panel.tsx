// A container that waits in a box (IS-17.5.1.ウ): fetched by who proves to know its password, opened
// here. The server counts wrong ones; the password itself stays in this browser.
import { useState } from "preact/hooks";
import type { CaseView } from "../../shared/protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { tell } from "../actions.ts";
import { api } from "../api.ts";
import { open, proofOf, type Plain } from "../exchange/seal.ts";
import { save } from "../footage/copy.ts";
import { texts } from "../i18n/texts.ts";
import { useSending } from "../load.ts";

const WAITING = ["stored", "fetched"];

interface Props {
  view: CaseView;
  onTaken(): void;
}

export function ContainerPanel({ view, onTaken }: Props) {
  const t = texts.value.exchange;
  const { problem, busy, send } = useSending();
  const [password, setPassword] = useState("");
  const [plain, setPlain] = useState<Plain | null>(null);
  if (!WAITING.includes(view.state.code) && plain === null) return null;
  const fetch = (event: Event) => {
    event.preventDefault();
    send(
      async () => {
        const proof = await proofOf(password, await api.containerLock(view.id));
        const container = await api.openContainer(view.id, proof);
        return open(await container.text(), password);
      },
      (opened) => {
        setPassword("");
        setPlain(opened);
        tell(t.fetched);
        onTaken();
      },
    );
  };
  return (
    <section class="part no-print" aria-labelledby="container" data-testid="container">
      <h2 id="container">{t.title}</h2>
      <p class="page-lead">{t.lead}</p>
      <form class="form" onSubmit={fetch}>
        <div class="field">
          <label class="field-label" for="container-password">
            {t.password}
          </label>
          <input
            id="container-password"
            type="password"
            autocomplete="off"
            required
            value={password}
            onInput={(event) => setPassword(event.currentTarget.value)}
          />
        </div>
        <ProblemNote problem={problem} />
        <footer class="form-foot">
          <button class="button button-primary" aria-busy={busy} data-testid="fetch-container">
            <Icon name="download" small />
            {t.fetch}
          </button>
        </footer>
      </form>
      {plain !== null && (
        <p class="note" data-testid="container-opened">
          <Icon name="check" />
          <span>
            {t.opened}{" "}
            <button
              type="button"
              class="button"
              onClick={() => save(new Blob([plain.bytes]), plain.name)}
            >
              {t.save(plain.name)}
            </button>
          </span>
        </p>
      )}
    </section>
  );
}
