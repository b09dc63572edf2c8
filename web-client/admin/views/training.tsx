// Who has been trained, and what came of the exercises (VR-10).
import type { UntrainedList } from "../../shared/protocol.ts";
import { me } from "../../ui/session.ts";
import { say } from "../../ui/say.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { useLoaded } from "../load.ts";
import { href } from "../route.ts";
import { keepsTraining } from "../statistics/readers.ts";
import { Exercises } from "./exercises.tsx";
import { Shown } from "./loaded.tsx";
import { Page, PrintButton } from "./page.tsx";
import { Table } from "./table.tsx";
import { Chip, Clause, DayText, Person } from "./words.tsx";

const DOCUMENT = "VR";
const TOPIC = "training";

export function Training() {
  const t = texts.value.training;
  return (
    <Page title={t.title} testid="training" tools={<PrintButton />}>
      <p class="page-lead">
        {t.lead} <Clause of="VR-10" />
      </p>
      {keepsTraining(me.value) && <People />}
      <Exercises />
    </Page>
  );
}

function People() {
  const t = texts.value.training;
  const loaded = useLoaded(() => api.training(DOCUMENT, TOPIC), []);
  const mayRecord = me.value?.posts.some((post) => post.kind === "hq_operations_chief") ?? false;
  return (
    <section class="part" data-testid="trained">
      <h2>{t.people}</h2>
      <p class="row-tools no-print">
        {mayRecord && (
          <a
            class="button button-primary"
            href={href({ at: "begin", document: DOCUMENT, workflow: TOPIC })}
            data-testid="record-training"
          >
            {t.record}
          </a>
        )}
        <a class="button" href={href({ at: "cases" })}>
          {t.records}
        </a>
      </p>
      <Shown of={loaded}>{(list) => <List list={list} />}</Shown>
    </section>
  );
}

function List({ list }: { list: UntrainedList }) {
  const t = texts.value.training;
  const missing = list.people.filter((line) => !line.is_trained).length;
  return (
    <>
      <p>
        <strong data-testid="untrained">{t.missing(missing)}</strong>{" "}
        <span class="quiet">{t.valid(say(list.valid))}</span>
      </p>
      <Table
        testid="trained-people"
        rows={list.people}
        columns={[
          { head: t.person, cell: (line) => <Person of={line.person} /> },
          { head: t.posts, cell: (line) => texts.value.list(line.posts.map(say)) },
          { head: t.last, cell: (line) => (line.last ? <DayText day={line.last} /> : t.never) },
          { head: t.until, cell: (line) => (line.until ? <DayText day={line.until} /> : t.none) },
          {
            head: t.state,
            cell: (line) =>
              line.is_trained ? (
                <Chip tone="good" icon="check">
                  {t.trained}
                </Chip>
              ) : (
                <Chip tone="warning" icon="alert">
                  {t.untrained}
                </Chip>
              ),
          },
        ]}
      />
    </>
  );
}
