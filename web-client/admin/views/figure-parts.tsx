// The rest of the figures as tables: endings, exceptions, pictures, times.
import type { Figures, Times } from "../../shared/protocol.ts";
import { minutesSeconds } from "../../ui/time.ts";
import { texts } from "../i18n/texts.ts";
import { FiguresTable } from "./plot.tsx";

export function FigureParts({ figures }: { figures: Figures }) {
  const t = texts.value.statistics;
  const span = (ms: number | undefined) => (ms === undefined ? t.none : minutesSeconds(ms));
  const times = (name: string, of: Times) =>
    [name, of.count, span(of.median_ms), span(of.p90_ms), span(of.count === 0 ? undefined : of.sum_ms)] as const;
  return (
    <div class="figure-parts">
      <section class="part">
        <h2>{t.endings}</h2>
        <FiguresTable
          testid="ending-figures"
          head={[t.what, t.howMany]}
          rows={figures.endings.map(({ reason, count }) => [t.endReason[reason], count])}
        />
      </section>
      <section class="part">
        <h2>{t.exceptions.title}</h2>
        <FiguresTable
          testid="exception-figures"
          head={[t.what, t.howMany]}
          rows={figures.exceptions.map(({ exception, count }) => [t.exceptions.names[exception], count])}
        />
      </section>
      <section class="part">
        <h2>{t.files.title}</h2>
        <FiguresTable
          testid="file-figures"
          head={[t.what, t.howMany]}
          rows={[
            [t.files.stills, figures.stills],
            [t.files.pictures, figures.pictures],
            [t.files.films, figures.films],
          ]}
        />
      </section>
      <section class="part">
        <h2>{t.lengths.title}</h2>
        <FiguresTable
          testid="time-figures"
          head={[t.what, t.lengths.count, t.speed.median, t.speed.p90, t.lengths.sum]}
          rows={[
            times(t.lengths.live, figures.live),
            times(t.lengths.length, figures.length),
            times(t.lengths.staff, figures.staff.live),
          ]}
        />
      </section>
    </div>
  );
}
