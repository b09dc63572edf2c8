// How many seconds it took until the police saw something.
import type { Figures, TimeBucket } from "../../shared/protocol.ts";
import { seconds } from "../../ui/time.ts";
import { texts } from "../i18n/texts.ts";
import { barsOf, topOf } from "../statistics/bars.ts";
import { FiguresTable, Plot } from "./plot.tsx";

const HEIGHT = 140;
const HEAD = 16;

export function SpeedPlot({ figures }: { figures: Figures }) {
  const t = texts.value.statistics;
  const { first_picture: first, opened_to_picture: opened } = figures;
  if (first.count === 0) return null;
  const span = (ms: number | undefined) => (ms === undefined ? t.none : t.seconds(seconds(ms)));
  const counts = first.buckets.map((bucket) => bucket.count);
  const bars = barsOf(counts, topOf(counts));
  const y = (height: number) => HEAD + (HEIGHT * (100 - height)) / 100;
  return (
    <Plot
      title={t.speed.title}
      lead={t.speed.lead}
      testid="plot-speed"
      height={HEAD + HEIGHT + 20}
      alt={t.speed.alt(t.count(first.count), span(first.median_ms), span(first.p90_ms))}
      table={
        <>
          <FiguresTable
            head={[t.speed.bucket, t.howMany]}
            rows={first.buckets.map((bucket, nth) => [nameOf(bucket, nth, first.buckets), bucket.count])}
          />
          <FiguresTable
            testid="speed-figures"
            head={[t.lengths.title, t.lengths.count, t.speed.median, t.speed.p90]}
            rows={[
              [t.speed.sent, first.count, span(first.median_ms), span(first.p90_ms)],
              [t.speed.opened, opened.count, span(opened.median_ms), span(opened.p90_ms)],
            ]}
          />
        </>
      }
    >
      <line class="plot-line" x1="0" x2="100%" y1={y(0)} y2={y(0)} />
      {bars.map((bar, nth) => (
        <g key={nth}>
          <rect
            class="plot-strong"
            x={`${bar.at}%`}
            width={`${bar.width}%`}
            y={y(bar.height)}
            height={(HEIGHT * bar.height) / 100}
          />
          {(counts[nth] ?? 0) > 0 && (
            <text x={`${bar.at}%`} y={y(bar.height) - 4}>
              {counts[nth]}
            </text>
          )}
          {nth % 2 === 0 && (
            <text x={`${bar.at}%`} y={HEAD + HEIGHT + 16}>
              {shortOf(first.buckets[nth])}
            </text>
          )}
        </g>
      ))}
    </Plot>
  );
}

function shortOf(bucket: TimeBucket | undefined): string {
  const t = texts.value.statistics;
  return bucket?.up_to_ms === undefined ? "…" : t.speed.short(bucket.up_to_ms / 1000);
}

function nameOf(bucket: TimeBucket, nth: number, all: readonly TimeBucket[]): string {
  const t = texts.value.statistics;
  if (bucket.up_to_ms !== undefined) return t.speed.upTo(bucket.up_to_ms / 1000);
  return t.speed.beyond((all[nth - 1]?.up_to_ms ?? 0) / 1000);
}
