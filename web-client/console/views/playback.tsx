// What an ended report received: nothing before a purpose is recorded, then its recording or a
// picture, as long as the viewing is good.
import { useState } from "preact/hooks";
import type { FileView, ReportDetail } from "../../shared/protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { language } from "../../ui/language.ts";
import { ProblemNote } from "../../ui/problem.tsx";
import { minutesSeconds } from "../../ui/time.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { openedFile } from "../sight.ts";
import { shownFile } from "../state.ts";
import { films } from "../time-line.ts";
import { isOpen, leftOf, standing } from "../viewings.ts";
import { Player } from "./player.tsx";
import { Purpose } from "./purpose.tsx";
import { Stage } from "./stage.tsx";
import { useAct } from "./use-act.ts";

export function Playback({ detail }: { detail: ReportDetail }) {
  // What came from a wrong recipient is for nobody's eyes (VR-4.3.3).
  if (detail.report.mis_send) return <Stage detail={detail} />;
  if (!isOpen(detail.report)) return <Purpose report={detail.report} />;
  return (
    <div class="playback" data-testid="playback">
      <Opened report={detail.report.id} />
      <Shown detail={detail} />
    </div>
  );
}

/** For what it is open, and for how long. */
function Opened({ report }: { report: string }) {
  const t = texts.value.recording;
  const open = standing.value?.terms.open;
  if (!open) return null;
  const purpose = language.value === "ja" ? open.purpose.ja : open.purpose.en;
  return (
    <p class="note playback-note" data-testid="viewing">
      <Icon name="shield" />
      <span>{t.opened(purpose, open.number)}</span>
      <strong>{t.left(minutesSeconds(leftOf(report)))}</strong>
    </p>
  );
}

function Shown({ detail }: { detail: ReportDetail }) {
  const t = texts.value.recording;
  const [chosen, setChosen] = useState<string | null>(null);
  const playable = films(detail);
  const asked = openedFile(detail, shownFile.value);
  if (asked && asked.kind !== "recording") return <Stage detail={detail} />;
  const film = playable.find(({ id }) => id === (asked?.id ?? chosen)) ?? playable[0];
  if (!film?.recording) return <Awaited detail={detail} />;
  const { recording } = film;
  return (
    <>
      {playable.length > 1 && (
        <p class="film-choice" role="group" aria-label={t.title}>
          {playable.map((one) => (
            <button
              key={one.id}
              type="button"
              class="button button-quiet"
              aria-pressed={one.id === film.id}
              onClick={() => {
                shownFile.value = null;
                setChosen(one.id);
              }}
            >
              {t.made(one.view_type === "video/webm" ? "VP8" : "H.264")}{" "}
              {minutesSeconds(one.recording?.duration_ms ?? 0)}
            </button>
          ))}
        </p>
      )}
      {!recording.is_whole && <p class="note note-warning">{t.partial}</p>}
      {recording.is_damaged && (
        <p class="note note-warning" data-testid="film-damaged">
          <Icon name="alert" />
          {t.damaged}
        </p>
      )}
      <Player key={film.sha256} detail={detail} file={film} recording={recording} />
    </>
  );
}

/** No film yet, or none at all: then what else came is shown. */
function Awaited({ detail }: { detail: ReportDetail }) {
  const t = texts.value.recording;
  const rows = detail.files.filter(({ kind }) => kind === "recording");
  const making = rows.find(({ state }) => state.kind === "converting");
  const failed = rows.find(({ state }) => state.kind === "not_viewable");
  return (
    <>
      {making?.state.kind === "converting" && (
        <p class="note" role="status" data-testid="film-making">
          <Icon name="wait" />
          {t.making(making.state.percent)}
        </p>
      )}
      {failed && !making && <Failed file={failed} report={detail.report.id} />}
      {rows.length === 0 && <p class="note" data-testid="film-none">{t.none}</p>}
      <Stage detail={detail} />
    </>
  );
}

function Failed({ file, report }: { file: FileView; report: string }) {
  const t = texts.value.recording;
  const { busy, problem, run } = useAct();
  const why = file.state.kind === "not_viewable" ? file.state : null;
  return (
    <div class="note note-warning" data-testid="film-given-up" data-code={why?.code}>
      <Icon name="alert" />
      <span>{t.failed}</span>
      <button
        type="button"
        class="button"
        data-testid="film-again"
        aria-busy={busy}
        onClick={() => run(() => api.makeRecording(report))}
      >
        {t.again}
      </button>
      <ProblemNote problem={problem} />
    </div>
  );
}
