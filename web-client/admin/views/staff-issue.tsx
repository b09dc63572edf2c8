// A new staff URL: for the whole headquarters, a unit or a section (O-4).
import { useState } from "preact/hooks";
import type { StaffUrlIssued, StaffUrlView, UnitId } from "../../shared/protocol.ts";
import { sayUnit } from "../../ui/unit-name.tsx";
import { api } from "../api.ts";
import { TextField } from "../form/plain-fields.tsx";
import { texts } from "../i18n/texts.ts";
import { useLoaded, useSending } from "../load.ts";
import { staffApi } from "../staff/api.ts";
import { FormDialog } from "./form-dialog.tsx";

interface Props {
  /** The sheet that the new one comes in place of. */
  replaces: StaffUrlView | null;
  onIssued(issued: StaffUrlIssued): void;
  onClose(): void;
}

export function StaffIssueDialog({ replaces, onIssued, onClose }: Props) {
  const t = texts.value.staff;
  const units = useLoaded(api.units, []);
  const [unit, setUnit] = useState<UnitId | "">(replaces?.unit ?? "");
  const [section, setSection] = useState(replaces?.section ?? "");
  const sending = useSending();
  const body = {
    ...(unit === "" ? {} : { unit }),
    ...(section.trim() === "" ? {} : { section: section.trim() }),
    ...(replaces ? { replaces: replaces.id } : {}),
  };
  const below = (units.data?.units ?? []).filter(({ kind }) => kind === "division" || kind === "station");
  return (
    <FormDialog
      title={replaces ? t.acts.replace : t.issue}
      testid="staff-issue-dialog"
      sending={sending}
      submit={{ words: t.issueSubmit, testid: "staff-issue-submit" }}
      onSubmit={() => sending.send(() => staffApi.issue(body), onIssued)}
      onClose={onClose}
    >
      <p>{t.issueLead}</p>
      {replaces && <p class="note">{t.replaceLead(replaces.sheet_number)}</p>}
      {below.length > 0 && (
        <label class="field">
          <span class="field-label">{t.unit}</span>
          <select
            data-testid="staff-issue-unit"
            value={unit}
            onChange={(event) => setUnit(event.currentTarget.value)}
          >
            <option value="">{t.wholeHq}</option>
            {below.map(({ id, name }) => (
              <option key={id} value={id}>
                {sayUnit(name)}
              </option>
            ))}
          </select>
        </label>
      )}
      <TextField label={t.section} testid="staff-issue-section" value={section} onType={setSection} />
    </FormDialog>
  );
}
