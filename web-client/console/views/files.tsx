import { useState } from "preact/hooks";
import type { FileView, ReportDetail, ReportView } from "../../shared/protocol.ts";
import { api, fileUrl } from "../api.ts";
import { byteSize, percent } from "../bytes.ts";
import { language } from "../../ui/language.ts";
import { texts } from "../i18n/texts.ts";
import { STAGE_ID } from "../keys.ts";
import { isFilm, wantsLive } from "../sight.ts";
import { dialog, shownFile } from "../state.ts";
import { clockTime, minutesSeconds } from "../../ui/time.ts";
import { ProblemNote } from "../../ui/problem.tsx";
import { isOpen } from "../viewings.ts";
import { AskStill } from "./ask-still.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { useAct } from "./use-act.ts";

export function Files({ detail }: { detail: ReportDetail }) {
  const t = texts.value;
  // What came from a wrong recipient leaves the screen at once (VR-4.3.3).
  const newestFirst = detail.report.mis_send ? [] : [...detail.files].reverse();
  return (
    <section class="panel files" aria-labelledby="files-title">
      <div class="files-head">
        <h2 id="files-title" class="panel-title">
          {t.files.title}
          {newestFirst.length > 0 && <span class="count">{newestFirst.length}</span>}
        </h2>
        {wantsLive(detail.report) && <AskStill detail={detail} />}
        {wantsLive(detail.report) && <SoFar report={detail.report.id} />}
      </div>
      {newestFirst.length === 0 && <p class="empty">{t.files.none}</p>}
      <ul class="gallery">
        {newestFirst.map((file) => (
          <Item key={file.id} file={file} report={detail.report} />
        ))}
      </ul>
    </section>
  );
}

/** A film of what has arrived, while it goes on. */
function SoFar({ report }: { report: string }) {
  const t = texts.value.recording;
  const { busy, problem, run } = useAct();
  const [asked, setAsked] = useState(false);
  return (
    <>
      <button
        type="button"
        class="button button-quiet"
        data-testid="record-so-far"
        aria-busy={busy}
        onClick={() => run(() => api.makeRecording(report).then(() => setAsked(true)))}
      >
        <Icon name="film" />
        {t.soFar}
      </button>
      <ProblemNote problem={problem} />
      <span class="quiet" role="status">
        {asked && problem === null ? t.soFarMade : ""}
      </span>
    </>
  );
}

function Item({ file, report }: { file: FileView; report: ReportView }) {
  return (
    <li
      class={file.id === shownFile.value ? "file file-shown" : "file"}
      data-testid="file-item"
      data-state={file.state.kind}
      data-kind={file.kind}
      data-file={file.id}
    >
      <Preview file={file} report={report.id} open={isOpen(report)} />
      <div class="file-facts">
        <p class="file-name" title={file.name}>
          {texts.value.names.fileKind[file.kind]} {!file.late && <span class="quiet">{file.name}</span>}
        </p>
        <p class="quiet">
          {clockTime(file.created_ms)}・{byteSize(file.bytes)}
          {file.width_px && file.height_px ? `・${file.width_px}×${file.height_px}` : ""}
        </p>
        {file.late && (
          <p class="quiet">
            <span class="chip chip-late" title={texts.value.recording.lateHint}>
              <Icon name="clock" small />
              {texts.value.recording.late}
            </span>{" "}
            {texts.value.recording.filmed(clockTime(file.late.from_ms), clockTime(file.late.to_ms))}
          </p>
        )}
        {file.recording && (
          <p class="quiet">
            <span class="chip chip-info">{texts.value.recording.live}</span>{" "}
            {minutesSeconds(file.recording.duration_ms)}
          </p>
        )}
        <Progress file={file} />
      </div>
      {file.kind !== "recording" && <Original file={file} open={isOpen(report)} />}
    </li>
  );
}

function Preview({ file, report, open: isShown }: { file: FileView; report: string; open: boolean }) {
  const t = texts.value;
  const icon = isFilm(file) ? "film" : "image";
  if (!isShown) {
    return (
      <span class="file-picture file-picture-none" title={t.recording.locked}>
        <Icon name="lock" />
      </span>
    );
  }
  if (file.state.kind !== "viewable") {
    return (
      <span class="file-picture file-picture-none">
        <Icon name={file.state.kind === "not_viewable" ? "alert" : icon} />
      </span>
    );
  }
  return (
    <button
      type="button"
      class="file-picture"
      aria-label={t.files.open(`${t.names.fileKind[file.kind]} ${clockTime(file.created_ms)}`)}
      aria-pressed={shownFile.value === file.id}
      data-testid="file-open"
      onClick={() => open(file)}
    >
      {file.thumbnail ? (
        <img src={fileUrl(report, file.id, "thumbnail")} alt="" loading="lazy" />
      ) : (
        <Icon name={icon} />
      )}
      {isFilm(file) && (
        <span class="file-film">
          <Icon name="film" small />
        </span>
      )}
    </button>
  );
}

function open(file: FileView): void {
  shownFile.value = shownFile.value === file.id ? null : file.id;
  document.getElementById(STAGE_ID)?.scrollIntoView({ block: "nearest" });
}

function Progress({ file }: { file: FileView }) {
  const t = texts.value;
  const { state } = file;
  if (state.kind === "viewable") return null;
  if (state.kind === "not_viewable") {
    return (
      <p class="file-reason" data-testid="file-reason" data-code={state.code}>
        {language.value === "ja" ? state.message_ja : state.message_en}{" "}
        {file.sha256 && t.files.notConverted}
      </p>
    );
  }
  const done =
    state.kind === "receiving" ? percent(state.received_bytes, file.bytes) : state.percent;
  const words = t.names.fileState[state.kind];
  return (
    <p class="file-progress">
      <span>
        {words} {done}%
      </span>
      <progress max={100} value={done} aria-label={`${words} ${file.name}`} />
    </p>
  );
}

function Original({ file, open }: { file: FileView; open: boolean }) {
  const t = texts.value;
  if (!file.sha256) return null;
  return (
    <p class="file-original">
      <code
        title={`${t.files.sha} ${file.sha256}`}
        data-testid="file-sha256"
        data-sha256={file.sha256}
      >
        {file.sha256.slice(0, 8)}…
      </code>
      <CopyButton text={file.sha256} label={t.files.copySha} />
      {open && (
        <button
          type="button"
          class="button button-quiet"
          data-testid="file-original"
          onClick={() => (dialog.value = { kind: "original", file: file.id })}
        >
          <Icon name="download" />
          {t.files.original}
        </button>
      )}
    </p>
  );
}
