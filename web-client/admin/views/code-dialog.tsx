// A one-time code: shown once, to be handed over; it cannot be seen again.
import { useState } from "preact/hooks";
import type { OneTimeCode } from "../../shared/protocol.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { words } from "../../ui/language.ts";
import { ProblemNote } from "../../ui/problem.tsx";
import { texts } from "../i18n/texts.ts";
import { useSending } from "../load.ts";
import { Moment } from "./words.tsx";

interface Props {
  title: string;
  lead: string;
  make(): Promise<OneTimeCode>;
  onClose(): void;
}

export function CodeDialog({ title, lead, make, onClose }: Props) {
  const t = texts.value;
  const [made, setMade] = useState<OneTimeCode | null>(null);
  const { problem, busy, send } = useSending();
  return (
    <Dialog title={title} testid="code-dialog" onClose={onClose}>
      <div class="dialog-body">
        <p>{lead}</p>
        {made && (
          <>
            <p class="code-line">
              <output class="code" data-testid="code">
                {made.code}
              </output>
              <CopyButton text={made.code} label={words.value.common.copy} />
            </p>
            <p>
              {t.terminals.until} <Moment at={made.expires} />
            </p>
          </>
        )}
        <ProblemNote problem={problem} />
      </div>
      <footer class="dialog-foot">
        <button type="button" class="button" onClick={onClose}>
          {made ? words.value.common.close : t.form.cancel}
        </button>
        {!made && (
          <button
            type="button"
            class="button button-primary"
            aria-busy={busy}
            data-testid="code-make"
            onClick={() => send(make, setMade)}
          >
            {t.terminals.makeCode}
          </button>
        )}
      </footer>
    </Dialog>
  );
}
