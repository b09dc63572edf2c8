// Suspending, resuming, destroying, removing: what it will do, and why it is done.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { StaffUrlChange } from "../../shared/protocol.ts";
import { texts } from "../i18n/texts.ts";
import { useSending } from "../load.ts";
import { FormDialog } from "./form-dialog.tsx";

interface Props {
  title: string;
  testid: string;
  /** Whom or what it meets. */
  children: ComponentChildren;
  consequence: string;
  hard: boolean;
  act(body: StaffUrlChange): Promise<unknown>;
  onDone(): void;
  onClose(): void;
}

export function StaffChangeDialog({ title, testid, children, consequence, hard, act, onDone, onClose }: Props) {
  const t = texts.value.staff;
  const [reason, setReason] = useState("");
  const sending = useSending();
  return (
    <FormDialog
      title={title}
      testid={testid}
      sending={sending}
      submit={{ words: title, testid: "staff-change-submit", hard }}
      onSubmit={() => sending.send(() => act({ reason: reason.trim() }), onDone)}
      onClose={onClose}
    >
      <p>{children}</p>
      <p class="note note-warning">{consequence}</p>
      <label class="field">
        <span class="field-label">{t.reason}</span>
        <textarea
          rows={2}
          data-testid="staff-change-reason"
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
    </FormDialog>
  );
}
