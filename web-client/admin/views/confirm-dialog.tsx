// Asks once more before what cannot be taken back, and says what it will do.
import type { ComponentChildren } from "preact";
import { useSending } from "../load.ts";
import { FormDialog } from "./form-dialog.tsx";

interface Props {
  title: string;
  testid: string;
  /** Whom or what it meets. */
  children: ComponentChildren;
  consequence: string;
  act(): Promise<unknown>;
  onDone(): void;
  onClose(): void;
}

export function ConfirmDialog({ title, testid, children, consequence, act, onDone, onClose }: Props) {
  const sending = useSending();
  return (
    <FormDialog
      title={title}
      testid={testid}
      sending={sending}
      submit={{ words: title, testid: "act-confirm", hard: true }}
      onSubmit={() => sending.send(act, onDone)}
      onClose={onClose}
    >
      <p>{children}</p>
      <p class="note note-warning">{consequence}</p>
    </FormDialog>
  );
}
