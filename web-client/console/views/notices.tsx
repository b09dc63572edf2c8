// What just happened, said once: visible for a while, read aloud by screen readers.
import { useEffect } from "preact/hooks";
import { select } from "../actions.ts";
import { dismiss } from "../announce.ts";
import { texts } from "../i18n/texts.ts";
import { notices, selected, store, type Notice } from "../state.ts";
import { findReport } from "../store.ts";
import { Icon } from "../../ui/icon.tsx";

/** Long enough to read twice; the list and the funnel keep the fact. */
const SHOWN_MS = 12_000;

export function Notices() {
  const t = texts.value;
  return (
    <section class="notices" aria-label={t.notices.title}>
      <div role="log" aria-live="polite" aria-relevant="additions">
        <ul>
          {notices.value.map((notice) => (
            <NoticeItem key={notice.key} notice={notice} />
          ))}
        </ul>
      </div>
    </section>
  );
}

function NoticeItem({ notice }: { notice: Notice }) {
  const t = texts.value;
  const report = findReport(store.value, notice.report);
  useEffect(() => {
    const timer = setTimeout(() => dismiss(notice.key), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [notice.key]);
  if (!report) return null;
  if (isShownAlready(notice)) return <li class="visually-hidden">{notice.words}</li>;
  const bad = ["dropped", "stuck", "ends_soon"].includes(notice.kind);
  return (
    <li
      class={bad ? "notice notice-warning" : "notice"}
      data-testid="notice"
      data-kind={notice.kind}
    >
      <Icon name={bad ? "alert" : "bell"} />
      <span>{notice.words}</span>
      {selected.value !== report.id && (
        <button type="button" class="button button-quiet" onClick={() => select(report.id)}>
          {t.notices.show}
        </button>
      )}
      <button
        type="button"
        class="button button-icon"
        aria-label={t.common.close}
        onClick={() => dismiss(notice.key)}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}

/** What happens inside the open report is in sight; only its comings and goings stay as cards. */
function isShownAlready({ kind, report }: Notice): boolean {
  return (
    report === selected.value && (kind === "stuck" || kind === "picture" || kind === "message")
  );
}
