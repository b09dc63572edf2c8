import type { NoticeKind, NoticeLine } from "../../shared/protocol.ts";
import type { IconName } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { useSending } from "../load.ts";
import { href } from "../route.ts";
import { say } from "../../ui/say.ts";
import { DocumentChip } from "./document-chip.tsx";
import { Chip, Clause, documentOf, Moment, type Tone } from "./words.tsx";

const LOOK: Record<NoticeKind, [Tone, IconName]> = {
  copy: ["info", "copy"],
  report: ["info", "message"],
  alert: ["bad", "alert"],
};

export function NoticeRow({ notice, onRead }: { notice: NoticeLine; onRead(): void }) {
  const t = texts.value;
  const { problem, busy, send } = useSending();
  const [tone, icon] = LOOK[notice.kind];
  const isRead = notice.read_at !== undefined;
  return (
    <li class={isRead ? "row-card row-read" : "row-card"} data-testid="notice" data-read={isRead}>
      <span class="row-title">{say(notice.text)}</span>
      <span class="row-chips">
        <DocumentChip of={documentOf(notice.clause)} />
        <Chip tone={tone} icon={icon}>
          {t.tasks.noticeKinds[notice.kind]}
        </Chip>
        <Moment at={notice.at} />
        <Clause of={notice.clause} />
      </span>
      <span class="row-tools">
        {notice.circular && <a href={href({ at: "circulars" })}>{t.tasks.openCircular}</a>}
        {notice.case && <a href={href({ at: "case", id: notice.case })}>{t.tasks.openCase}</a>}
        {isRead ? (
          <span class="quiet">{t.tasks.read}</span>
        ) : (
          <button
            type="button"
            class="button button-quiet"
            aria-busy={busy}
            data-testid="read-notice"
            onClick={() => send(() => api.readNotice(notice.id), onRead)}
          >
            {t.tasks.markRead}
          </button>
        )}
      </span>
      <ProblemNote problem={problem} />
    </li>
  );
}
