// A dialog that is a form: one press sends it, a refusal stands above the buttons, and who cancels
// changes nothing.
import type { ComponentChildren } from "preact";
import { Dialog } from "../../ui/dialog.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { texts } from "../i18n/texts.ts";
import type { Sending } from "../load.ts";

interface Props {
  title: string;
  testid: string;
  wide?: boolean;
  sending: Pick<Sending, "problem" | "busy">;
  /** The button that sends. `hard`: what it does cannot be taken back. */
  submit: { words: string; testid: string; hard?: boolean };
  /** Beside the buttons. */
  note?: ComponentChildren;
  onSubmit(): void;
  onClose(): void;
  children: ComponentChildren;
}

export function FormDialog(props: Props) {
  const { title, testid, wide, sending, submit, note, onSubmit, onClose, children } = props;
  const t = texts.value;
  const send = (event: Event) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Dialog title={title} testid={testid} wide={wide ?? false} onClose={onClose}>
      <form onSubmit={send} noValidate>
        <div class="dialog-body">
          {children}
          <ProblemNote problem={sending.problem} />
        </div>
        <footer class="dialog-foot">
          {note && <span class="foot-note">{note}</span>}
          <button type="button" class="button" onClick={onClose}>
            {t.form.cancel}
          </button>
          <button
            class={submit.hard ? "button button-danger" : "button button-primary"}
            aria-busy={sending.busy}
            data-testid={submit.testid}
          >
            {submit.words}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
