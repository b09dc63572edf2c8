// How far callers came, a bar a step, and how many were lost after each.
import type { Figures } from "../../shared/protocol.ts";
import { texts } from "../i18n/texts.ts";
import { FiguresTable, Plot } from "./plot.tsx";

const ROW = 34;
const BAR = 14;

export function FunnelPlot({ figures }: { figures: Figures }) {
  const t = texts.value.statistics;
  const { funnel, issues, obstacles } = figures;
  const worst = funnel.reduce((one, other) => (other.lost > one.lost ? other : one));
  const alt =
    worst.lost === 0 ? t.funnel.noLoss : t.funnel.alt(t.step[worst.stage], t.count(worst.lost));
  const share = (n: number) => `${issues === 0 ? 0 : (100 * n) / issues}%`;
  return (
    <Plot
      title={t.funnel.title}
      lead={t.funnel.lead}
      testid="plot-funnel"
      height={ROW * funnel.length}
      alt={alt}
      legend={[
        ["plot-strong", t.funnel.reached],
        ["plot-bad", t.funnel.lost],
      ]}
      table={
        <>
          <FiguresTable
            testid="funnel-figures"
            head={[t.funnel.stage, t.funnel.reached, t.funnel.lost]}
            rows={funnel.map(({ stage, reached, lost }) => [t.step[stage], reached, lost])}
          />
          {obstacles.length > 0 && (
            <FiguresTable
              testid="obstacle-figures"
              head={[t.funnel.obstacles, t.howMany]}
              rows={obstacles.map(({ obstacle, count }) => [t.obstacle[obstacle], count])}
            />
          )}
        </>
      }
    >
      {funnel.map(({ stage, reached, lost }, nth) => (
        <g key={stage}>
          <text x="0" y={ROW * nth + 12}>
            {t.funnel.bar(t.step[stage], t.count(reached), lost)}
          </text>
          <rect class="plot-ground" x="0" y={ROW * nth + 16} width="100%" height={BAR} />
          <rect class="plot-strong" x="0" y={ROW * nth + 16} width={share(reached)} height={BAR} />
          <rect
            class="plot-bad"
            x={share(reached - lost)}
            y={ROW * nth + 16}
            width={share(lost)}
            height={BAR}
          />
        </g>
      ))}
    </Plot>
  );
}
