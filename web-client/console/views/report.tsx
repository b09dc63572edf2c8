// One report: who and what on top, picture and place side by side, then funnel, words and files.
import type { ReportDetail } from "../../shared/protocol.ts";
import { isOver } from "../funnel.ts";
import { texts } from "../i18n/texts.ts";
import { REPORT_ID } from "../keys.ts";
import { detail, detailMissing, selected } from "../state.ts";
import { DirectBar } from "./direct-bar.tsx";
import { ExerciseBand } from "./exercise.tsx";
import { Files } from "./files.tsx";
import { Funnel } from "./funnel.tsx";
import { GuidanceBand } from "./guidance.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Instructions } from "./instructions.tsx";
import { LinkBand } from "./link-band.tsx";
import { Marks } from "./marks.tsx";
import { Media } from "./media.tsx";
import { Messages } from "./messages.tsx";
import { MisSendPanel } from "./mis-send-panel.tsx";
import { Place } from "./place.tsx";
import { Record } from "./record.tsx";
import { ReportHead } from "./report-head.tsx";
import { ShownPanel } from "./shown-panel.tsx";
import { StaffBand } from "./staff-band.tsx";
import { Playback } from "./playback.tsx";
import { Stage } from "./stage.tsx";
import { Summary } from "./summary.tsx";

export function Report() {
  const t = texts.value;
  const shown = detail.value;
  return (
    <main
      class="report"
      id={REPORT_ID}
      tabIndex={-1}
      aria-label={shown?.report.number ?? t.list.title}
    >
      {shown ? <Whole key={shown.report.id} detail={shown} /> : <Nothing />}
    </main>
  );
}

function Nothing() {
  const t = texts.value;
  if (selected.value !== null && !detailMissing.value)
    return <p class="report-none">{t.common.loading}</p>;
  return (
    <div class="report-none">
      <Icon name="camera" />
      <h1 class="visually-hidden">{t.product}</h1>
      <p>{detailMissing.value ? t.report.missing : t.report.none}</p>
      <p class="quiet">{t.report.noneHint}</p>
    </div>
  );
}

function Whole({ detail }: { detail: ReportDetail }) {
  const over = isOver(detail.report);
  const { staff, stuck } = detail.report;
  // An officer needs no words on how to begin, only help where it hangs.
  const guided = staff === undefined || stuck !== undefined;
  return (
    <>
      <ReportHead detail={detail} />
      <ExerciseBand report={detail.report} />
      {staff ? (
        <StaffBand report={detail.report} staff={staff} />
      ) : (
        !over && <LinkBand report={detail.report} />
      )}
      <DirectBar report={detail.report} />
      <ShownPanel detail={detail} />
      <Instructions report={detail.report} />
      <MisSendPanel report={detail.report} />
      {over && <Summary report={detail.report} keeping={detail.keeping} />}
      {!over && guided && <GuidanceBand report={detail.report} />}
      <div class={over ? "report-sight report-sight-over" : "report-sight"}>
        {over ? <Playback detail={detail} /> : <Stage detail={detail} />}
        <Place detail={detail} />
        <Marks detail={detail} />
      </div>
      <div class="report-below">
        <Funnel report={detail.report} />
        <Messages detail={detail} />
        <Files detail={detail} />
      </div>
      <Media detail={detail} />
      <Record detail={detail} />
    </>
  );
}
