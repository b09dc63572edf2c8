// The picture: live, else the newest still, else what is awaited. Turn, zoom, move, full screen.
import { useState } from "preact/hooks";
import type { FileView, ReportDetail } from "../../shared/protocol.ts";
import { fileUrl } from "../api.ts";
import { isOver, lastStep } from "../funnel.ts";
import { texts } from "../i18n/texts.ts";
import { STAGE_ID } from "../keys.ts";
import { transformOf } from "../picture-view.ts";
import type { Source } from "../ladder.ts";
import { isFilm, newestStill, openedFile, wantsLive } from "../sight.ts";
import { shownFile } from "../state.ts";
import { ExerciseMark } from "../../ui/exercise.tsx";
import { language } from "../../ui/language.ts";
import { clockTime } from "../../ui/time.ts";
import { AskStill } from "./ask-still.tsx";
import { Icon } from "../../ui/icon.tsx";
import { LadderStep } from "./ladder-step.tsx";
import { LivePicture } from "./live-picture.tsx";
import { useLive, type Live } from "./live.ts";
import { LiveAge, StillAge } from "./picture-age.tsx";
import { Figures, StageTools } from "./stage-tools.tsx";
import { useStage } from "./stage-moves.ts";
import { Watermark } from "./watermark.tsx";

export function Stage({ detail }: { detail: ReportDetail }) {
  const t = texts.value;
  const wanted = wantsLive(detail.report);
  const { live_picture, ladder } = detail.report;
  const opened = openedFile(detail, shownFile.value);
  const still = newestStill(detail.files);
  const live = useLive(detail.report.id, wanted, { ladder, still_ms: still?.created_ms ?? null });
  const source = wanted ? live.source.value : still && "still";
  const playing = wanted && live.playing.value;
  const stage = useStage();
  const style = { transform: transformOf(stage.view) };
  const turned = stage.view.turns % 2 === 1 ? " picture-turned" : "";
  return (
    <section class="stage" aria-label={t.stage.title}>
      <div
        id={STAGE_ID}
        ref={stage.element}
        class={stage.view.zoom > 1 ? "stage-box stage-zoomed" : "stage-box"}
        tabIndex={0}
        role="group"
        aria-label={`${t.stage.title}. ${t.stage.hint}`}
        {...stage.handlers}
      >
        {!opened && still && (
          <Still
            file={still}
            detail={detail}
            covered={source !== "still"}
            class={`picture${turned}${source === "still" ? "" : " picture-waiting"}`}
            style={style}
          />
        )}
        {!opened && wanted && live_picture && (
          <LivePicture
            report={detail.report.id}
            picture={live_picture}
            loaded={live.loaded}
            class={`picture${turned}${source === "picture" ? "" : " picture-waiting"}`}
            style={style}
          />
        )}
        <video
          ref={live.video}
          class={`picture${turned}${source === "video" && !opened ? "" : " picture-waiting"}`}
          style={style}
          data-testid="live-video"
          data-playing={playing}
          aria-label={t.stage.live}
          muted
          autoplay
          playsInline
        />
        {opened && (
          <Opened file={opened} detail={detail} class={`picture${turned}`} style={style} />
        )}
        {!opened && source === null && <Waiting detail={detail} wanted={wanted} />}
        <ExerciseMark of={detail.report.exercise} language={language.value} />
        {isOver(detail.report) && (opened || still) && <Watermark />}
        <Overlay
          detail={detail}
          opened={opened}
          still={still}
          live={live}
          source={source}
          wanted={wanted}
        />
      </div>
      <StageTools stage={stage} report={detail.report} />
    </section>
  );
}

interface PictureProps {
  file: FileView;
  detail: ReportDetail;
  class: string;
  style: { transform: string };
}

function Still({ file, detail, covered, ...look }: PictureProps & { covered: boolean }) {
  const first = file.kind === "first_picture";
  return (
    <img
      {...look}
      src={fileUrl(detail.report.id, file.id, "view")}
      alt={covered ? "" : texts.value.names.fileKind[file.kind]}
      data-testid={first ? "first-picture" : "still-picture"}
      draggable={false}
    />
  );
}

function Opened({ file, detail, ...look }: PictureProps) {
  const src = fileUrl(detail.report.id, file.id, "view");
  const [failed, setFailed] = useState(false);
  const t = texts.value;
  if (failed) return <p class="stage-waiting">{t.common.unexpected}</p>;
  const fail = () => setFailed(true);
  if (isFilm(file)) {
    return (
      <video
        {...look}
        src={src}
        data-testid="opened-film"
        aria-label={file.name}
        controls
        controlsList="nofullscreen nodownload noremoteplayback"
        disablePictureInPicture
        playsInline
        autoplay
        onError={fail}
      />
    );
  }
  return (
    <img
      {...look}
      src={src}
      data-testid="opened-picture"
      alt={file.name}
      draggable={false}
      onError={fail}
    />
  );
}

function Waiting({ detail, wanted }: { detail: ReportDetail; wanted: boolean }) {
  const t = texts.value;
  if (detail.report.held) return <p class="stage-waiting">{t.desk.held}</p>;
  return (
    <div class="stage-waiting">
      <Icon name="camera" />
      <p>{wanted ? t.stage.connecting : t.stage.waiting}</p>
      <p class="quiet">{t.names.step[lastStep(detail.report)]}</p>
    </div>
  );
}

interface OverlayProps {
  detail: ReportDetail;
  opened: FileView | null;
  still: FileView | null;
  live: Live;
  source: Source | null;
  wanted: boolean;
}

function Overlay({ detail, opened, still, live, source, wanted }: OverlayProps) {
  const t = texts.value;
  const file = opened ?? (source === "still" ? still : null);
  const moving = !file && (source === "video" || source === "picture");
  return (
    <div class="stage-overlay">
      {detail.report.held && (
        <p class="age age-warning" role="status" data-testid="stage-held">
          <Icon name="pause" small />
          {t.desk.held}
        </p>
      )}
      {wanted && <LadderStep step={live.step} />}
      {file && <p class="stage-kind">{t.names.fileKind[file.kind]}</p>}
      {file?.late && (
        <p class="age age-warning" data-testid="late-shown">
          <Icon name="clock" small />
          {t.recording.filmed(clockTime(file.late.from_ms), clockTime(file.late.to_ms))}
        </p>
      )}
      {file && !file.late && <StillAge at_ms={file.created_ms} />}
      {moving && <LiveAge age_ms={live.age_ms} />}
      {wanted && live.step.value.kind === "on_demand" && <AskStill detail={detail} />}
      {wanted && live.trouble.value && (
        <p class="age age-warning" role="status">
          <Icon name="alert" small />
          {t.stage.trouble}
        </p>
      )}
      {opened && <Return playing={source === "video"} over={isOver(detail.report)} />}
      {moving && source === "video" && <Figures report={detail.report} />}
    </div>
  );
}

function Return({ playing, over }: { playing: boolean; over: boolean }) {
  const t = texts.value;
  const back = over ? t.recording.toRecording : t.stage.toNewest;
  return (
    <button
      type="button"
      class="button stage-return"
      data-testid="to-live"
      onClick={() => (shownFile.value = null)}
    >
      <Icon name="back" small />
      {playing ? t.stage.toLive : back}
    </button>
  );
}
