// Asking for video in two steps: enter, then compare and send (VR-4.1.3c).
import { useState } from "preact/hooks";
import type { IncomingCall, Prepare, Prepared } from "../../shared/protocol.ts";
import { select, takeCode, takeReport } from "../actions.ts";
import { texts } from "../i18n/texts.ts";
import { closeDialog, Dialog } from "./dialog.tsx";
import { RequestCompare } from "./request-compare.tsx";
import { RequestForm } from "./request-form.tsx";

const EMPTY: Prepare = { language: "ja" };

/** What a call says; every confirmation stays the operator's. */
function ofCall(call: IncomingCall | null): Prepare {
  if (call === null) return EMPTY;
  const number = call.number ?? null;
  return {
    ...EMPTY,
    case_number: call.case_number,
    destination: number,
    calling_number: number,
  };
}

export function RequestDialog({ call }: { call: IncomingCall | null }) {
  const t = texts.value;
  const [form, setForm] = useState<Prepare>(() => ofCall(call));
  const [prepared, setPrepared] = useState<Prepared | null>(null);
  return (
    <Dialog title={t.request.title} wide testid="request-dialog">
      <ol class="dialog-steps">
        <li aria-current={prepared === null ? "step" : undefined}>{t.request.stepEnter}</li>
        <li aria-current={prepared !== null ? "step" : undefined}>{t.request.stepCompare}</li>
      </ol>
      {call && prepared === null && (
        <p class="dialog-note" data-testid="prefilled">
          {t.calls.prefilled}
        </p>
      )}
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
          isExercise={form.exercise === true}
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
