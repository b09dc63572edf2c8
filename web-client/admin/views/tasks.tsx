// The home: what is overdue, what waits for me, what I was told, which rules have run out.
import { useEffect } from "preact/hooks";
import type { NoticeLine, TaskLine, TaskList } from "../../shared/protocol.ts";
import { now_ms } from "../../ui/clock.ts";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { loadRulebooks } from "../actions.ts";
import { api } from "../api.ts";
import { urgencyOf } from "../calendar/deadlines.ts";
import { texts } from "../i18n/texts.ts";
import { TASKS_REFRESH_MS } from "../limits.ts";
import { useLoaded } from "../load.ts";
import { href } from "../route.ts";
import { say } from "../../ui/say.ts";
import { may, seesSystem } from "../holders.ts";
import { me } from "../../ui/session.ts";
import { UnitName } from "../../ui/unit-name.tsx";
import { isShown, ownDocuments } from "../documents.ts";
import { DeadlineTable } from "./deadline-list.tsx";
import { DueAt } from "./due.tsx";
import { Shown } from "./loaded.tsx";
import { NoticeRow } from "./notice-row.tsx";
import { Page } from "./page.tsx";
import { DocumentChip, DocumentFilter } from "./document-chip.tsx";
import { Chip, documentOf } from "./words.tsx";

export function Tasks() {
  const t = texts.value;
  const loaded = useLoaded(api.tasks, []);
  useEffect(() => {
    const refresh = () => {
      if (document.visibilityState !== "visible") return;
      loaded.reload();
      void loadRulebooks();
    };
    const timer = setInterval(refresh, TASKS_REFRESH_MS);
    addEventListener("visibilitychange", refresh);
    return () => {
      clearInterval(timer);
      removeEventListener("visibilitychange", refresh);
    };
  }, []);
  return (
    <Page
      title={t.screens.tasks}
      testid="tasks"
      tools={
        <>
          {seesSystem(me.value) && (
            <a class="button" href={href({ at: "system" })} data-testid="to-system">
              {t.system.title}
            </a>
          )}
          {may("read_circular") && (
            <a class="button" href={href({ at: "circulars" })} data-testid="to-circulars">
              {t.circulars.title}
            </a>
          )}
        </>
      }
    >
      <Shown of={loaded}>
        {(all) => {
          const tasks = shownOf(all);
          return (
            <>
              <DocumentFilter counts={countsOf(all)} />
              <Glance tasks={tasks} />
              <Waiting tasks={tasks.tasks} />
              <Duties tasks={tasks} />
              <Notices notices={tasks.notices} onRead={loaded.reload} />
            </>
          );
        }}
      </Shown>
    </Page>
  );
}

/** What belongs to the documents that are shown. */
function shownOf(all: TaskList): TaskList {
  return {
    tasks: all.tasks.filter((task) => isShown(task.case.document)),
    duties: all.duties.filter((duty) => isShown(documentOf(duty.clause))),
    notices: all.notices.filter((notice) => isShown(documentOf(notice.clause))),
  };
}

/** How much of each document waits or is not read. */
function countsOf(all: TaskList): Record<string, number> {
  const counts: Record<string, number> = {};
  const count = (document: string) => (counts[document] = (counts[document] ?? 0) + 1);
  for (const task of all.tasks) count(task.case.document);
  for (const duty of all.duties) count(documentOf(duty.clause));
  for (const notice of all.notices) {
    if (notice.read_at === undefined) count(documentOf(notice.clause));
  }
  return counts;
}

/** Four figures and what they mean; a nought is good news and looks so. */
function Glance({ tasks }: { tasks: TaskList }) {
  const t = texts.value;
  const now = now_ms.value;
  const overdue =
    tasks.duties.filter((duty) => urgencyOf(duty, now) === "overdue").length +
    tasks.tasks.filter((task) => task.overdue).length;
  const unread = tasks.notices.filter((notice) => notice.read_at === undefined).length;
  const past = ownDocuments.value.filter((head) => head.past).length;
  return (
    <ul class="glance" aria-label={t.tasks.glance}>
      <Figure count={overdue} words={t.tasks.overdue} icon="alert" bad to="#duties" testid="overdue" />
      <Figure count={tasks.tasks.length} words={t.tasks.waiting} icon="document" to="#waiting" testid="waiting" />
      <Figure count={unread} words={t.tasks.unread} icon="bell" to="#notices" testid="unread" />
      <Figure count={past} words={t.tasks.past} icon="clock" bad testid="past" />
    </ul>
  );
}

interface FigureProps {
  count: number;
  words: string;
  icon: IconName;
  bad?: boolean;
  to?: string;
  testid: string;
}

function Figure({ count, words, icon, bad, to, testid }: FigureProps) {
  const tone = count === 0 ? "none" : bad ? "bad" : "some";
  const jump = (event: Event) => {
    event.preventDefault();
    const place = document.getElementById((to ?? "").slice(1));
    place?.focus();
    place?.scrollIntoView();
  };
  const content = (
    <>
      <Icon name={count === 0 ? "check" : icon} />
      <strong>{count}</strong>
      <span>{words}</span>
    </>
  );
  return (
    <li class={`figure figure-${tone}`} data-testid={`glance-${testid}`} data-count={count}>
      {to && count > 0 ? (
        <a href={to} onClick={jump}>
          {content}
        </a>
      ) : (
        <span>{content}</span>
      )}
    </li>
  );
}

function Waiting({ tasks }: { tasks: readonly TaskLine[] }) {
  const t = texts.value;
  const sorted = [...tasks].sort(
    (a, b) => Number(b.overdue) - Number(a.overdue) || (a.due ?? Infinity) - (b.due ?? Infinity),
  );
  return (
    <section class="part" aria-labelledby="waiting">
      <h2 id="waiting" tabIndex={-1}>
        {t.tasks.waiting}
      </h2>
      {sorted.length === 0 && <p class="empty">{t.tasks.noneWaiting}</p>}
      <ul class="rows">
        {sorted.map((task) => (
          <TaskRow key={task.case.id} task={task} />
        ))}
      </ul>
    </section>
  );
}

function TaskRow({ task }: { task: TaskLine }) {
  const t = texts.value;
  const { due, overdue } = task;
  return (
    <li class={overdue ? "row-card row-overdue" : "row-card"} data-testid="task">
      <a class="row-title" href={href({ at: "case", id: task.case.id })}>
        {say(task.case.label)} {task.case.number}
      </a>
      <span class="row-chips">
        <DocumentChip of={task.case.document} />
        <Chip tone="info" icon="document">
          {say(task.case.state.label)}
        </Chip>
        {due !== undefined && <DueAt at={due} urgency={overdue ? "overdue" : "later"} />}
        {due === undefined && overdue && (
          <Chip tone="bad" icon="alert">
            {t.deadline.states.overdue}
          </Chip>
        )}
      </span>
      <span class="row-note">
        {t.tasks.todo(t.list(task.steps.map((step) => say(step.label))))}
      </span>
      <span class="row-note">
        <UnitName of={task.case.unit_name} />
      </span>
    </li>
  );
}

function Duties({ tasks }: { tasks: TaskList }) {
  const t = texts.value;
  return (
    <section class="part" aria-labelledby="duties">
      <h2 id="duties" tabIndex={-1}>
        {t.tasks.duties}
      </h2>
      {tasks.duties.length === 0 ? (
        <p class="empty">{t.tasks.noDuties}</p>
      ) : (
        <DeadlineTable deadlines={[...tasks.duties].sort((a, b) => a.due - b.due)} />
      )}
    </section>
  );
}

function Notices({ notices, onRead }: { notices: readonly NoticeLine[]; onRead(): void }) {
  const t = texts.value;
  return (
    <section class="part" aria-labelledby="notices">
      <h2 id="notices" tabIndex={-1}>
        {t.tasks.notices}
      </h2>
      {notices.length === 0 && <p class="empty">{t.tasks.noNotices}</p>}
      <ul class="rows">
        {notices.map((notice) => (
          <NoticeRow key={notice.id} notice={notice} onRead={onRead} />
        ))}
      </ul>
    </section>
  );
}
