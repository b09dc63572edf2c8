// What a document adds to the page of its cases beyond what its form and workflow say.
import type { CaseView } from "../../shared/protocol.ts";
import { CAMERAS } from "../footage/holders.ts";
import { CopyPanel } from "./copy-panel.tsx";
import { SavingPanel } from "./saving-panel.tsx";

/** The document of video reports. */
const REPORTS = "VR";

interface Props {
  view: CaseView;
  onStale(): void;
}

export function CaseExtras({ view, onStale }: Props) {
  if (view.document === CAMERAS && view.workflow === "provision") {
    return <CopyPanel view={view} onTaken={onStale} />;
  }
  if (view.document === REPORTS && view.workflow === "export") {
    return <SavingPanel view={view} onTaken={onStale} />;
  }
  return null;
}
