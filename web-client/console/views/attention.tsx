// Why a report needs somebody's eyes: colour, sign and words together.
import type { ReportView } from "../../shared/protocol.ts";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { clockMinute } from "../../ui/time.ts";
import type { Attention } from "../desk.ts";
import { texts, type Texts } from "../i18n/texts.ts";

const BAD: ReadonlySet<Attention> = new Set(["unattended", "report_overdue", "mis_send", "unanswered"]);

const ICONS: Record<Attention, IconName> = {
  unattended: "alert",
  report_overdue: "clock",
  report_missing: "clock",
  unread: "document",
  held: "pause",
  instruction: "message",
  inconsistent: "alert",
  hint: "pin",
  stuck: "wait",
  mis_send: "send",
  unanswered: "help",
};

interface Props {
  report: ReportView;
  attention: Attention[];
}

export function AttentionList({ report, attention }: Props) {
  const t = texts.value;
  return (
    <ul class="attention">
      {attention.map((name) => (
        <li
          key={name}
          class={BAD.has(name) ? "chip chip-bad" : "chip chip-warning"}
          data-testid={`attention-${name}`}
        >
          <Icon name={ICONS[name]} small />
          {words(t, name, report)}
        </li>
      ))}
    </ul>
  );
}

function words(t: Texts, name: Attention, report: ReportView): string {
  const d = t.desk;
  const due = clockMinute(report.staff?.report_due_ms ?? report.report_after_due_ms ?? 0);
  switch (name) {
    case "unattended":
      return d.unattended(clockMinute(report.unattended_until_ms ?? 0));
    case "report_overdue":
      return d.reported.overdue(due);
    case "report_missing":
      return d.reported.missing(due);
    case "unread":
      return d.reported.unread;
    case "held":
      return t.names.state.held;
    case "instruction":
      return d.instruction.waiting;
    case "inconsistent":
      return d.marks.marked;
    case "hint":
      return d.marks.hints;
    case "stuck":
      return report.stuck ? t.names.obstacle[report.stuck.obstacle] : t.advice.stuck;
    case "mis_send":
      return d.misSend.panel;
    case "unanswered":
      return t.staff.unansweredShort;
  }
}
