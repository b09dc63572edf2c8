// The trail within one's scope: who did what, when, on which clause, and with what result.
import { useState } from "preact/hooks";
import type { Problem, TrailPage } from "../../shared/protocol.ts";
import { asProblem } from "../../ui/http.ts";
import { ProblemNote } from "../../ui/problem.tsx";
import { me } from "../../ui/session.ts";
import { noticed, tell } from "../actions.ts";
import { api } from "../api.ts";
import { dayOf } from "../calendar/days.ts";
import { csvText } from "../csv.ts";
import { texts } from "../i18n/texts.ts";
import { EXPORT_LINES_MAX } from "../limits.ts";
import { useLoaded } from "../load.ts";
import { exportRow, noFilters, noNames, queryOf, withPage, type Filters } from "../trail/query.ts";
import { Shown } from "./loaded.tsx";
import { Page, PrintButton } from "./page.tsx";
import { ChainState } from "./trail-chain.tsx";
import { TrailFilters } from "./trail-filters.tsx";
import { TrailTable, wordsOf } from "./trail-table.tsx";

export function Trail() {
  const t = texts.value;
  const [filters, setFilters] = useState<Filters>({ ...noFilters, unit: me.value?.unit ?? "" });
  const [pages, setPages] = useState<(number | undefined)[]>([undefined]);
  const before = pages.at(-1);
  const loaded = useLoaded(() => api.trail(queryOf(filters, before)), [filters, before]);
  const { exporting, problem, save } = useExport(filters);
  const search = (next: Filters) => {
    setFilters(next);
    setPages([undefined]);
  };
  return (
    <Page
      title={t.screens.trail}
      testid="trail"
      tools={
        <>
          <button
            type="button"
            class="button"
            aria-busy={exporting}
            data-testid="trail-export"
            onClick={save}
          >
            {t.trail.export}
          </button>
          <PrintButton />
        </>
      }
    >
      <ProblemNote problem={problem} />
      <ChainState unit={filters.unit} />
      <TrailFilters filters={filters} onSearch={search} />
      <Shown of={loaded}>
        {(page) => (
          <>
            {page.lines.length === 0 ? <p class="empty">{t.trail.none}</p> : <TrailTable page={page} />}
            <nav class="pager no-print" aria-label={t.pager.name}>
              {pages.length > 1 && (
                <button type="button" class="button" onClick={() => setPages(pages.slice(0, -1))}>
                  {t.pager.newer}
                </button>
              )}
              {page.before !== undefined && (
                <button
                  type="button"
                  class="button"
                  data-testid="trail-older"
                  onClick={() => setPages([...pages, page.before])}
                >
                  {t.pager.older}
                </button>
              )}
            </nav>
          </>
        )}
      </Shown>
    </Page>
  );
}

/** Walks the pages of a search and saves them as one file. */
function useExport(filters: Filters) {
  const [exporting, setExporting] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = () => {
    if (exporting) return;
    setExporting(true);
    collect(filters).then(
      (pages) => {
        const t = texts.value;
        const lines = pages.flatMap((page) => page.lines);
        const words = wordsOf(pages.reduce(withPage, noNames));
        const rows = lines.map((line) => exportRow(line, words));
        download(csvText([t.trail.columns, ...rows]), `trail-${dayOf(Date.now())}.csv`);
        tell(t.trail.exported(lines.length, lines.length >= EXPORT_LINES_MAX));
        setProblem(null);
        setExporting(false);
      },
      (error: unknown) => {
        const told = asProblem(error);
        noticed(told);
        setProblem(told);
        setExporting(false);
      },
    );
  };
  return { exporting, problem, save };
}

async function collect(filters: Filters): Promise<TrailPage[]> {
  const pages: TrailPage[] = [];
  let lines = 0;
  let before: number | undefined;
  do {
    const page = await api.trail(queryOf(filters, before));
    pages.push(page);
    lines += page.lines.length;
    before = page.before;
  } while (before !== undefined && lines < EXPORT_LINES_MAX);
  return pages;
}

function download(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
