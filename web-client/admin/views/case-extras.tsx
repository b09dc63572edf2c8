// What a document adds to the page of its cases beyond what its form and workflow say.
import type { CaseView } from "../../shared/protocol.ts";
import { CAMERAS } from "../footage/holders.ts";
import { CopyPanel } from "./copy-panel.tsx";

interface Props {
  view: CaseView;
  onStale(): void;
}

export function CaseExtras({ view, onStale }: Props) {
  if (view.document === CAMERAS && view.workflow === "provision") {
    return <CopyPanel view={view} onTaken={onStale} />;
  }
  return null;
}
