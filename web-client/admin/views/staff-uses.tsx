// Reports of uses (VR-5.1.2): those before, which wait for a code, and those that are still due.
import { useState } from "preact/hooks";
import type { StaffUseLine, StaffUseState } from "../../shared/protocol.ts";
import { now_ms } from "../../ui/clock.ts";
import type { IconName } from "../../ui/icon.tsx";
import { tell } from "../actions.ts";
import { texts } from "../i18n/texts.ts";
import { useLoaded, useSending } from "../load.ts";
import { staffApi } from "../staff/api.ts";
import { useEvery } from "../staff/use-every.ts";
import { FormDialog } from "./form-dialog.tsx";
import { Shown } from "./loaded.tsx";
import { useSome } from "./some-rows.tsx";
import { StaffCodeDialog, Words } from "./staff-code.tsx";
import { Chip, Moment, type Tone } from "./words.tsx";

export function StaffUses() {
  const t = texts.value.staff;
  const loaded = useLoaded(staffApi.uses, []);
  useEvery(loaded.reload);
  return (
    <section class="part" aria-labelledby="staff-uses">
      <h2 id="staff-uses">{t.uses}</h2>
      <p class="page-lead">{t.usesLead}</p>
      <Shown of={loaded}>
        {(uses) =>
          uses.length === 0 ? <p class="empty">{t.noUses}</p> : <Table uses={uses} onChanged={loaded.reload} />
        }
      </Shown>
    </section>
  );
}

function Table({ uses, onChanged }: { uses: readonly StaffUseLine[]; onChanged(): void }) {
  const t = texts.value.staff;
  const { rows, more } = useSome(uses);
  return (
    <div class="table-scroll">
      <table class="table table-cards">
        <thead>
          <tr>
            <th scope="col">{t.at}</th>
            <th scope="col">{t.officer}</th>
            <th scope="col">{t.purpose}</th>
            <th scope="col">{t.state}</th>
            <th scope="col">{t.due}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((use) => (
            <Row key={use.case} use={use} onChanged={onChanged} />
          ))}
        </tbody>
      </table>
      {more}
    </div>
  );
}

const LOOKS: Record<StaffUseState, { tone: Tone; icon: IconName }> = {
  reported: { tone: "warning", icon: "bell" },
  permitted: { tone: "info", icon: "check" },
  used: { tone: "warning", icon: "alert" },
  closed: { tone: "good", icon: "check" },
  void: { tone: "over", icon: "close" },
};

function Row({ use, onChanged }: { use: StaffUseLine; onChanged(): void }) {
  const t = texts.value.staff;
  const [act, setAct] = useState<"code" | "report" | null>(null);
  const { tone, icon } = LOOKS[use.state];
  const close = () => {
    setAct(null);
    onChanged();
  };
  return (
    <tr data-testid="staff-use" data-number={use.staff_number} data-state={use.state}>
      <td data-label={t.at}>
        <Moment at={use.at_ms} />
      </td>
      <td data-label={t.officer}>
        {use.name} <span class="quiet">{use.staff_number}</span> {use.unit}
      </td>
      <td data-label={t.purpose}>
        {t.purposes[use.purpose]} {use.reason}
        {use.words && <p>{use.words}</p>}
      </td>
      <td data-label={t.state}>
        <span class="row-tools">
          <Chip tone={tone} icon={icon}>
            {t.useStates[use.state]}
          </Chip>
          {use.state === "reported" && (
            <button type="button" class="button button-primary" data-testid="staff-use-code" onClick={() => setAct("code")}>
              {t.makeCode}
              <span class="visually-hidden"> {use.name}</span>
            </button>
          )}
          {use.state === "used" && (
            <button type="button" class="button" data-testid="staff-use-report" onClick={() => setAct("report")}>
              {t.enterReport}
              <span class="visually-hidden"> {use.name}</span>
            </button>
          )}
        </span>
        {act === "code" && (
          <StaffCodeDialog device={use.device} name={use.name} unit={use.unit} reported={use} onClose={close} />
        )}
        {act === "report" && <ReportDialog use={use} onClose={close} />}
      </td>
      <td data-label={t.due}>
        <Due use={use} />
      </td>
    </tr>
  );
}

function Due({ use }: { use: StaffUseLine }) {
  const t = texts.value.staff;
  if (use.due_ms === undefined) return <>—</>;
  return (
    <span class="row-tools">
      <Moment at={use.due_ms} />
      {use.state === "used" && use.due_ms <= now_ms.value && (
        <Chip tone="bad" icon="alert">
          {t.overdue}
        </Chip>
      )}
    </span>
  );
}

function ReportDialog({ use, onClose }: { use: StaffUseLine; onClose(): void }) {
  const t = texts.value.staff;
  const [said, setSaid] = useState("");
  const sending = useSending();
  const done = () => {
    tell(t.reported(use.name));
    onClose();
  };
  return (
    <FormDialog
      title={t.reportTitle}
      testid="staff-report-dialog"
      sending={sending}
      submit={{ words: t.reportSubmit, testid: "staff-report-submit" }}
      onSubmit={() => sending.send(() => staffApi.report(use.case, { words: said.trim() }), done)}
      onClose={onClose}
    >
      <p>{t.reportLead(use.name)}</p>
      <Words label={t.words} testid="staff-report-words" value={said} onType={setSaid} />
    </FormDialog>
  );
}
