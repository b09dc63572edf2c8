// What a document adds to the page of its cases beyond what its form and workflow say.
import type { CaseView } from "../../shared/protocol.ts";
import { CAMERAS } from "../footage/holders.ts";
import { ContainerPanel } from "./container-panel.tsx";
import { CopyPanel } from "./copy-panel.tsx";
import { MailPanel } from "./mail-panel.tsx";
import { SavingPanel } from "./saving-panel.tsx";

/** The document of video reports. */
const REPORTS = "VR";
/** The document of material from unit to unit, and the states from which its mails go. */
const MATERIAL = "IS";
const MAILED: Readonly<Record<string, readonly string[]>> = {
  mail_address: ["untested", "tested"],
  mail_transfer: ["prepared"],
};

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
  if (view.document !== MATERIAL) return null;
  if (view.workflow === "exchange_box") return <ContainerPanel view={view} onTaken={onStale} />;
  const from = MAILED[view.workflow];
  return from ? <MailPanel view={view} from={from} onTaken={onStale} /> : null;
}
