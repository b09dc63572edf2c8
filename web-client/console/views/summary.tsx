import type { Keeping, ReportView } from "../../shared/protocol.ts";
import { byteSize } from "../bytes.ts";
import { texts, type Texts } from "../i18n/texts.ts";
import { calendarDay, clockTime, minutesSeconds } from "../../ui/time.ts";

interface Shown {
  report: ReportView;
  keeping: Keeping | undefined;
}

export function Summary({ report, keeping }: Shown) {
  const t = texts.value;
  return (
    <section class="summary" aria-labelledby="summary-title" data-testid="summary">
      <h2 id="summary-title">{t.summary.title}</h2>
      <p class="summary-reason">
        <span>{t.summary.reason}</span>
        <strong data-testid="end-reason-shown" data-reason={report.end_reason}>
          {report.end_reason ? t.names.endReason[report.end_reason] : t.names.state[report.state]}
        </strong>
      </p>
      {keeping && (
        <p class="summary-reason" data-testid="keeping">
          <span>{t.summary.erased}</span>
          <strong>{moment(keeping.erased_from_ms)}</strong>
          {keeping.kept && <span>{t.summary.keptBy(keeping.kept.by_name)}</span>}
        </p>
      )}
      <dl class="totals" data-testid="totals">
        {[...times(t, report), ...totals(t, report)].map(([name, value]) => (
          <div key={name} class={value.length > 12 ? "totals-wide" : undefined}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function times(t: Texts, report: ReportView): [string, string][] {
  const started: [string, string] = [t.summary.started, moment(report.created_ms)];
  if (report.ended_ms === undefined) return [started];
  const duration = minutesSeconds(report.ended_ms - report.created_ms);
  return [started, [t.summary.ended, moment(report.ended_ms)], [t.summary.duration, duration]];
}

function totals(t: Texts, { totals }: ReportView): [string, string][] {
  return [
    [t.summary.live, minutesSeconds(totals.live_ms)],
    [t.summary.bytes, byteSize(totals.media_bytes)],
    [t.summary.loss, `${lossPercent(totals.media_packets, totals.media_packets_lost)}%`],
    [t.summary.interruptions, t.summary.times(totals.interruptions)],
    [t.summary.resumptions, t.summary.times(totals.resumptions)],
    [t.summary.positions, t.summary.pieces(totals.positions)],
    [t.summary.messages, t.summary.pieces(totals.messages)],
    [t.summary.files, t.summary.pieces(totals.files)],
    [t.summary.viewers, t.summary.consoles(totals.viewers_max)],
  ];
}

/** Share of all packets the phone sent, as far as known. */
function lossPercent(packets: number, lost: number): string {
  const all = packets + lost;
  return all === 0 ? "0" : ((lost / all) * 100).toFixed(1);
}

function moment(at_ms: number): string {
  return `${calendarDay(at_ms)} ${clockTime(at_ms)}`;
}
