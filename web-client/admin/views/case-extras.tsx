// What a document adds to the page of its cases beyond what its form and workflow say.
import type { CaseView } from "../../shared/protocol.ts";
import { CAMERAS } from "../footage/holders.ts";
import { CopyPanel, TAKE_COPY } from "./copy-panel.tsx";

/** Steps with a way of their own: the plain form would use the one copy up without giving it. */
export function takenElsewhere(view: CaseView, step: string): boolean {
  return view.document === CAMERAS && step === TAKE_COPY;
}

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
