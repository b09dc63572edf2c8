import type { ReportView } from "../../shared/protocol.ts";
import { isOver } from "../funnel.ts";
import { texts } from "../i18n/texts.ts";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { OneTouch } from "./one-touch.tsx";
import type { StageMoves } from "./stage-moves.ts";

interface Props {
  stage: StageMoves;
  report: ReportView;
}

export function StageTools({ stage, report }: Props) {
  const t = texts.value;
  const zoom = (factor: number) => () => stage.move({ kind: "zoom", factor });
  return (
    <div class="stage-tools" role="toolbar" aria-label={t.stage.title}>
      {isOver(report) ? <span class="grow" /> : <OneTouch report={report.id} />}
      <Tool
        icon="rotate"
        label={t.stage.rotate}
        testid="rotate"
        onClick={() => stage.move({ kind: "turn" })}
      />
      <Tool icon="minus" label={t.stage.zoomOut} testid="zoom-out" onClick={zoom(1 / 1.25)} />
      <button
        type="button"
        class="button button-quiet zoom-figure"
        aria-label={`${t.stage.zoomReset} (${t.stage.zoom(stage.view.zoom.toFixed(1))})`}
        title={t.stage.zoomReset}
        data-testid="zoom-reset"
        onClick={() => stage.move({ kind: "reset" })}
      >
        {t.stage.zoom(stage.view.zoom.toFixed(1))}
      </button>
      <Tool icon="plus" label={t.stage.zoomIn} testid="zoom-in" onClick={zoom(1.25)} />
      <Tool
        icon="expand"
        label={stage.full ? t.stage.leaveFullScreen : t.stage.fullScreen}
        testid="full-screen"
        onClick={stage.toggleFull}
      />
    </div>
  );
}

interface ToolProps {
  icon: IconName;
  label: string;
  testid: string;
  onClick(): void;
}

function Tool({ icon, label, testid, onClick }: ToolProps) {
  return (
    <button
      type="button"
      class="button button-icon"
      aria-label={label}
      title={label}
      data-testid={testid}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

/** How well the caller's phone gets through. */
export function Figures({ report }: { report: ReportView }) {
  const t = texts.value;
  const { statistics } = report;
  if (!statistics || (report.state !== "live" && report.state !== "interrupted")) return null;
  const all = statistics.packets + statistics.packets_lost;
  const lost = all === 0 ? 0 : (statistics.packets_lost / all) * 100;
  return (
    <p class="figures" data-testid="figures">
      {t.stage.figures(
        String(Math.round(statistics.bit_rate_bps / 1000)),
        statistics.frames_per_s.toFixed(0),
      )}
      {lost >= 0.5 && <span>・{t.stage.lost(lost.toFixed(1))}</span>}
    </p>
  );
}
