// A report's state as colour, icon and word together.
import type { ReportState } from "../../shared/protocol.ts";
import { texts } from "../i18n/texts.ts";
import { Icon, type IconName } from "../../ui/icon.tsx";

const LOOK: Record<ReportState, { icon: IconName; tone: string }> = {
  invited: { icon: "send", tone: "info" },
  consenting: { icon: "document", tone: "info" },
  connecting: { icon: "wait", tone: "info" },
  live: { icon: "live", tone: "good" },
  interrupted: { icon: "alert", tone: "warning" },
  held: { icon: "pause", tone: "warning" },
  refused: { icon: "close", tone: "over" },
  ended: { icon: "stop", tone: "over" },
};

export function StateChip({ state, testid }: { state: ReportState; testid?: string }) {
  const { icon, tone } = LOOK[state];
  return (
    <span class={`chip chip-${tone}`} data-testid={testid} data-state={state}>
      <Icon name={icon} small />
      {texts.value.names.state[state]}
    </span>
  );
}
