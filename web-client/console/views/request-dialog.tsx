// Asking for video in two steps: enter, then compare and send (VR-4.1.3c).
import { useState } from "preact/hooks";
import type { Prepare, Prepared } from "../../shared/protocol.ts";
import { select, takeCode, takeReport } from "../actions.ts";
import { texts } from "../i18n/texts.ts";
import { closeDialog, Dialog } from "./dialog.tsx";
import { RequestCompare } from "./request-compare.tsx";
import { RequestForm } from "./request-form.tsx";

const EMPTY: Prepare = { language: "ja" };

export function RequestDialog() {
  const t = texts.value;
  const [form, setForm] = useState<Prepare>(EMPTY);
  const [prepared, setPrepared] = useState<Prepared | null>(null);
  return (
    <Dialog title={t.request.title} wide testid="request-dialog">
      <ol class="dialog-steps">
        <li aria-current={prepared === null ? "step" : undefined}>{t.request.stepEnter}</li>
        <li aria-current={prepared !== null ? "step" : undefined}>{t.request.stepCompare}</li>
      </ol>
      {prepared === null ? (
        <RequestForm
          form={form}
          onChange={(change) => setForm((before) => ({ ...before, ...change }))}
          onPrepared={setPrepared}
        />
      ) : (
        <RequestCompare
          prepared={prepared}
          callingNumber={form.calling_number ?? ""}
          onBack={() => setPrepared(null)}
          onSent={({ report, access_code }) => {
            takeReport(report);
            if (access_code) takeCode(report.id, access_code);
            closeDialog();
            select(report.id);
          }}
        />
      )}
    </Dialog>
  );
}
