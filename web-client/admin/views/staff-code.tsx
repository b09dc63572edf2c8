// A code for one use on one phone (VR-5.1.2, D3): the manager enters what was reported, or gives
// it for a report from the phone, and reads it out. It is shown once.
import { useState } from "preact/hooks";
import type { DeviceId, StaffCodeIssued, StaffPurpose, StaffUseLine } from "../../shared/protocol.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { words } from "../../ui/language.ts";
import { texts } from "../i18n/texts.ts";
import { useSending } from "../load.ts";
import { staffApi } from "../staff/api.ts";
import { FormDialog } from "./form-dialog.tsx";
import { Moment } from "./words.tsx";

interface Props {
  device: DeviceId;
  name: string;
  unit: string;
  /** What the officer reported from the phone. */
  reported: StaffUseLine | null;
  onClose(): void;
}

export function StaffCodeDialog({ device, name, unit, reported, onClose }: Props) {
  const t = texts.value.staff;
  const [purpose, setPurpose] = useState<StaffPurpose>("initial_response");
  const [reason, setReason] = useState("");
  const [said, setSaid] = useState("");
  const [issued, setIssued] = useState<StaffCodeIssued | null>(null);
  const sending = useSending();
  if (issued) return <Told issued={issued} lead={t.codeFor(name, unit)} onClose={onClose} />;
  const body = reported ? { case: reported.case } : { purpose, reason: reason.trim(), words: said.trim() };
  return (
    <FormDialog
      title={t.codeTitle}
      testid="staff-code-dialog"
      sending={sending}
      submit={{ words: t.makeCode, testid: "staff-code-make" }}
      onSubmit={() => sending.send(() => staffApi.issueCode(device, body), setIssued)}
      onClose={onClose}
    >
      <p>{t.codeFor(name, unit)}</p>
      {reported ? (
        <p class="note">
          {t.purposes[reported.purpose]} {reported.reason} {reported.words}
        </p>
      ) : (
        <>
          <p>{t.codeLead}</p>
          <Purpose purpose={purpose} onChoose={setPurpose} />
          {purpose === "exception" && <Words label={t.exceptionReason} testid="staff-code-reason" value={reason} onType={setReason} />}
          <Words label={t.words} testid="staff-code-words" value={said} onType={setSaid} />
        </>
      )}
    </FormDialog>
  );
}

function Purpose({ purpose, onChoose }: { purpose: StaffPurpose; onChoose(purpose: StaffPurpose): void }) {
  const t = texts.value.staff;
  return (
    <label class="field">
      <span class="field-label">{t.purpose}</span>
      <select
        data-testid="staff-code-purpose"
        value={purpose}
        onChange={(event) => onChoose(event.currentTarget.value === "exception" ? "exception" : "initial_response")}
      >
        <option value="initial_response">{t.purposes.initial_response}</option>
        <option value="exception">{t.purposes.exception}</option>
      </select>
    </label>
  );
}

interface WordsProps {
  label: string;
  testid: string;
  value: string;
  onType(value: string): void;
}

export function Words({ label, testid, value, onType }: WordsProps) {
  return (
    <label class="field">
      <span class="field-label">{label}</span>
      <textarea rows={2} data-testid={testid} value={value} onInput={(event) => onType(event.currentTarget.value)} />
    </label>
  );
}

/** Large, in two groups, as it is read out. */
function Told({ issued, lead, onClose }: { issued: StaffCodeIssued; lead: string; onClose(): void }) {
  const t = texts.value.staff;
  return (
    <Dialog title={t.codeTitle} testid="staff-code-dialog" onClose={onClose}>
      <div class="dialog-body">
        <p>{lead}</p>
        <p>
          <output class="staff-code" data-testid="staff-code-shown" data-code={issued.code}>
            {groupsOf(issued.code)}
          </output>
        </p>
        <p class="note note-warning">{t.codeOnce}</p>
        <p>
          {t.codeUntil} <Moment at={issued.expires_ms} />
        </p>
      </div>
      <footer class="dialog-foot">
        <button type="button" class="button button-primary" data-testid="staff-code-close" onClick={onClose}>
          {words.value.common.close}
        </button>
      </footer>
    </Dialog>
  );
}

export function groupsOf(code: string): string {
  return code.replace(/(\d{4})(?=\d)/g, "$1 ");
}
