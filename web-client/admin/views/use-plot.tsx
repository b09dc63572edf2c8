// Links a day, a week or a month, and how many of them came live.
import type { PeriodFigures } from "../../shared/protocol.ts";
import { texts } from "../i18n/texts.ts";
import { barsOf, namedOf, topOf } from "../statistics/bars.ts";
import { FiguresTable, Plot } from "./plot.tsx";

/** Names of parts that fit below on a phone. */
const NAMED = 5;
const HEIGHT = 160;
/** Above the bars, for the number at the top line. */
const HEAD = 16;

export function UsePlot({ periods }: { periods: readonly PeriodFigures[] }) {
  const t = texts.value.statistics;
  const top = topOf(periods.map((part) => part.issues));
  const issues = barsOf(periods.map((part) => part.issues), top);
  const live = barsOf(periods.map((part) => part.live), top);
  const most = periods.reduce((one, other) => (other.issues > one.issues ? other : one));
  const y = (height: number) => HEAD + (HEIGHT * (100 - height)) / 100;
  const nameOf = ({ from, to }: PeriodFigures) => t.between(from, to);
  return (
    <Plot
      title={t.use.title}
      testid="plot-use"
      height={HEAD + HEIGHT + 20}
      alt={t.use.alt(periods.length, t.count(most.issues), nameOf(most))}
      legend={[
        ["plot-quiet", t.use.issues],
        ["plot-strong", t.use.live],
      ]}
      table={
        <FiguresTable
          head={[t.use.part, t.keys.issues, t.keys.starts, t.keys.live, t.keys.staff]}
          rows={periods.map((part) => [
            nameOf(part),
            part.issues,
            part.starts,
            part.live,
            part.staff,
          ])}
        />
      }
    >
      <line class="plot-line" x1="0" x2="100%" y1={HEAD} y2={HEAD} />
      <text x="0" y={HEAD - 4}>
        {top}
      </text>
      <line class="plot-line" x1="0" x2="100%" y1={y(0)} y2={y(0)} />
      {issues.map((bar, nth) => (
        <rect
          key={nth}
          class="plot-quiet"
          x={`${bar.at}%`}
          width={`${bar.width}%`}
          y={y(bar.height)}
          height={(HEIGHT * bar.height) / 100}
        />
      ))}
      {live.map((bar, nth) => (
        <rect
          key={nth}
          class="plot-strong"
          x={`${bar.at}%`}
          width={`${bar.width}%`}
          y={y(bar.height)}
          height={(HEIGHT * bar.height) / 100}
        />
      ))}
      {namedOf(periods.length, NAMED).map((nth) => (
        <text key={nth} x={`${issues[nth]?.at ?? 0}%`} y={HEAD + HEIGHT + 16}>
          {shortDay(periods[nth]?.from ?? "")}
        </text>
      ))}
    </Plot>
  );
}

function shortDay(day: string): string {
  return `${Number(day.slice(5, 7))}/${Number(day.slice(8))}`;
}
