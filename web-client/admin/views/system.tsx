// How the system stands: the stop that runs or comes, open stops, faults and designations, and how
// to begin one.
import type { BeginnableWorkflow, CasePage } from "../../shared/protocol.ts";
import { now_ms } from "../../ui/clock.ts";
import { Icon } from "../../ui/icon.tsx";
import { say } from "../../ui/say.ts";
import { moment } from "../../ui/suspension-banner.tsx";
import { stageOf, suspension } from "../../ui/system-state.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { useLoaded } from "../load.ts";
import { href } from "../route.ts";
import { CaseTable } from "./cases.tsx";
import { Shown } from "./loaded.tsx";
import { Page, PrintButton } from "./page.tsx";
import { Chip } from "./words.tsx";

const DOCUMENT = "VR";
const PARTS = ["suspension", "fault", "maintenance"] as const;
type Part = (typeof PARTS)[number];

interface Known {
  cases: Record<Part, CasePage>;
  begin: BeginnableWorkflow[];
}

async function load(): Promise<Known> {
  const open = (workflow: Part) => api.cases({ document: DOCUMENT, workflow, open: true });
  const [stops, faults, upkeep, { workflows }] = await Promise.all([
    open("suspension"),
    open("fault"),
    open("maintenance"),
    api.workflows(),
  ]);
  return { cases: { suspension: stops, fault: faults, maintenance: upkeep }, begin: workflows };
}

export function System() {
  const t = texts.value;
  const loaded = useLoaded(load, []);
  return (
    <Page
      title={t.system.title}
      above={<a href={href({ at: "tasks" })}>{t.screens.tasks}</a>}
      testid="system"
      tools={<PrintButton />}
    >
      <Now />
      <Shown of={loaded}>
        {({ cases, begin }) => (
          <>
            {PARTS.map((part) => (
              <OpenCases
                key={part}
                part={part}
                page={cases[part]}
                begin={begin.find((one) => one.document === DOCUMENT && one.workflow === part)}
              />
            ))}
          </>
        )}
      </Shown>
    </Page>
  );
}

function Now() {
  const t = texts.value.system;
  const stop = suspension.value;
  const stage = stop && stageOf(stop, now_ms.value);
  return (
    <p class="system-now" data-testid="system-now" data-stage={stage ?? "runs"}>
      {stage === "running" ? (
        <Chip tone="bad" icon="alert">
          {t.stopped}
        </Chip>
      ) : (
        <Chip tone="over" icon="check">
          {t.runs}
        </Chip>
      )}
      {stop && stage && (
        <span>
          {stage === "running"
            ? t.resumes(moment(stop.until_ms))
            : t.next(moment(stop.from_ms), moment(stop.until_ms), say(stop.ground))}
        </span>
      )}
    </p>
  );
}

interface OpenProps {
  part: Part;
  page: CasePage;
  begin: BeginnableWorkflow | undefined;
}

function OpenCases({ part, page, begin }: OpenProps) {
  const t = texts.value.system;
  return (
    <section class="part" aria-labelledby={part}>
      <h2 id={part}>{t.parts[part]}</h2>
      {page.cases.length === 0 ? <p class="empty">{t.none[part]}</p> : <CaseTable cases={page.cases} />}
      {begin && (
        <p class="no-print">
          <a
            class="button"
            href={href({ at: "begin", document: DOCUMENT, workflow: part })}
            data-testid={`begin-${part}`}
          >
            <Icon name="plus" small />
            {begin.first_steps.map((step) => say(step.label)).join(" / ")}
          </a>
        </p>
      )}
    </section>
  );
}
