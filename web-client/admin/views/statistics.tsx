// Figures of the own headquarters (VR-6.2) or of the nation (VR-6.1), for a span of days.
import { useState } from "preact/hooks";
import type { Statistics as Answer, StatisticsScope } from "../../shared/protocol.ts";
import { now_ms } from "../../ui/clock.ts";
import { language } from "../../ui/language.ts";
import { me } from "../../ui/session.ts";
import { sayUnit } from "../../ui/unit-name.tsx";
import { api, statisticsCsvUrl } from "../api.ts";
import { dayOf } from "../calendar/days.ts";
import { texts } from "../i18n/texts.ts";
import { useLoaded } from "../load.ts";
import { readsNation } from "../statistics/readers.ts";
import { spanOf, stepOf, type Span } from "../statistics/spans.ts";
import { FigureParts } from "./figure-parts.tsx";
import { FigureTiles } from "./figure-tiles.tsx";
import { FunnelPlot } from "./funnel-plot.tsx";
import { HeadquartersTable } from "./headquarters-table.tsx";
import { Shown } from "./loaded.tsx";
import { Page, PrintButton } from "./page.tsx";
import { SpanChooser } from "./span-chooser.tsx";
import { SpeedPlot } from "./speed-plot.tsx";
import { UsePlot } from "./use-plot.tsx";

export function Statistics() {
  const t = texts.value.statistics;
  const scope: StatisticsScope = readsNation(me.value) ? "nation" : "headquarters";
  const [span, setSpan] = useState<Span>(() => spanOf("month", dayOf(now_ms.value)));
  const loaded = useLoaded(
    () => api.statistics(scope, { ...span, step: stepOf(span) }),
    [scope, span.from, span.to],
  );
  return (
    <Page title={t.title} testid="statistics" tools={<PrintButton />}>
      <p class="page-lead">{t.lead}</p>
      <SpanChooser span={span} onChoose={setSpan} />
      <Shown of={loaded}>{(answer) => <Figures answer={answer} />}</Shown>
    </Page>
  );
}

function Figures({ answer }: { answer: Answer }) {
  const t = texts.value.statistics;
  const { total, scope, from, to } = answer;
  const whose = scope === "nation" ? t.nation : sayUnit(answer.unit_name);
  return (
    <>
      <h2 data-testid="figures-of">
        {whose} <span class="quiet">{t.between(from, to)}</span>
      </h2>
      <FigureTiles figures={total} />
      {total.issues + total.staff.uses === 0 ? (
        <p class="empty">{t.nothing}</p>
      ) : (
        <>
          <UsePlot periods={answer.periods} />
          <FunnelPlot figures={total} />
          <SpeedPlot figures={total} />
          <FigureParts figures={total} />
        </>
      )}
      {scope === "nation" && <HeadquartersTable answer={answer} />}
      <Downloads answer={answer} />
    </>
  );
}

function Downloads({ answer }: { answer: Answer }) {
  const t = texts.value.statistics;
  return (
    <section class="part no-print">
      <h2>{t.csv}</h2>
      <ul class="row-tools">
        {(["whole", "month", "week", "day"] as const).map((step) => (
          <li key={step}>
            <a
              class="button"
              href={statisticsCsvUrl(answer, step, language.value === "ja" ? "ja" : "en")}
              download
              data-testid={`csv-${step}`}
            >
              {t.csvParts[step]}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
