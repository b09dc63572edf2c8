// Both legs of the live picture in figures: the phone's and each console's.
import type { MediaStatistics, ReportDetail, Viewer } from "../../shared/protocol.ts";
import { isOver } from "../funnel.ts";
import { texts } from "../i18n/texts.ts";
import { media } from "../state.ts";

const NONE = "–";

export function Media({ detail }: { detail: ReportDetail }) {
  const t = texts.value;
  const { report } = detail;
  if (isOver(report)) return null;
  const viewers = media.value?.report === report.id ? media.value.viewers : [];
  if (!report.statistics && viewers.length === 0) return null;
  return (
    <details class="panel media" data-testid="media">
      <summary>
        <strong>{t.media.title}</strong> <Brief statistics={report.statistics} viewers={viewers} />
      </summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.media.leg}</th>
            <th scope="col">{t.media.lines}</th>
            <th scope="col">{t.media.rate}</th>
            <th scope="col">{t.media.frames}</th>
            <th scope="col">{t.media.lost}</th>
            <th scope="col">{t.media.roundTrip}</th>
            <th scope="col">{t.media.frozen}</th>
          </tr>
        </thead>
        <tbody>
          {report.statistics && <Caller statistics={report.statistics} />}
          {viewers.map((viewer) => (
            <Console key={viewer.account} viewer={viewer} />
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** Enough to see at a glance that nothing is wrong. */
function Brief({
  statistics,
  viewers,
}: {
  statistics: MediaStatistics | undefined;
  viewers: Viewer[];
}) {
  const t = texts.value;
  const frozen_ms = Math.max(0, ...viewers.map(({ viewing }) => viewing.frozen_ms));
  return (
    <span class="quiet">
      {statistics && `${t.media.caller} ${kbps(statistics.bit_rate_bps)}`}
      {viewers.length > 0 && `・${t.media.frozen} ${(frozen_ms / 1000).toFixed(1)} s`}
    </span>
  );
}

function Caller({ statistics }: { statistics: MediaStatistics }) {
  return (
    <tr data-testid="media-caller">
      <th scope="row">{texts.value.media.caller}</th>
      <td>{NONE}</td>
      <td>{kbps(statistics.bit_rate_bps)}</td>
      <td>{statistics.frames_per_s.toFixed(0)}</td>
      <td>{share(statistics.packets, statistics.packets_lost)}</td>
      <td>{NONE}</td>
      <td>{NONE}</td>
    </tr>
  );
}

function Console({ viewer: { name, viewing } }: { viewer: Viewer }) {
  const lines = Math.min(viewing.width_px, viewing.height_px);
  return (
    <tr data-testid="media-viewer">
      <th scope="row">{name}</th>
      <td>{lines > 0 ? `${lines}p` : NONE}</td>
      <td>{kbps(viewing.bit_rate_bps)}</td>
      <td>{viewing.frames_per_s.toFixed(0)}</td>
      <td>{share(viewing.packets, viewing.packets_lost)}</td>
      <td>{viewing.round_trip_ms > 0 ? `${viewing.round_trip_ms} ms` : NONE}</td>
      <td>
        {(viewing.frozen_ms / 1000).toFixed(1)} s ({viewing.freezes})
      </td>
    </tr>
  );
}

function kbps(bit_rate_bps: number): string {
  return `${Math.round(bit_rate_bps / 1000)} kbit/s`;
}

function share(arrived: number, lost: number): string {
  const all = arrived + lost;
  return all === 0 ? NONE : `${((100 * lost) / all).toFixed(1)}%`;
}
