import { useEffect, useLayoutEffect } from "preact/hooks";
import { SignIn } from "../../ui/sign-in.tsx";
import { enter } from "../actions.ts";
import { soundOn } from "../sound.ts";
import { askForNotices } from "../announce.ts";
import { texts } from "../i18n/texts.ts";
import { directs } from "../desk.ts";
import { handleKey } from "../keys.ts";
import { me } from "../../ui/session.ts";
import { boardShown, dialog, selected } from "../state.ts";
import { Banners } from "./banners.tsx";
import { Board } from "./board.tsx";
import { Calls } from "./calls.tsx";
import { DestroyDialog, ProlongDialog } from "./link-dialogs.tsx";
import { DirectDialog } from "./direct-dialog.tsx";
import { EndDialog } from "./end-dialog.tsx";
import { FactorsDialog } from "./factors-dialog.tsx";
import { HandOverDialog } from "./hand-over-dialog.tsx";
import { KeysDialog } from "./keys-dialog.tsx";
import { LeaveDialog } from "./leave-dialog.tsx";
import { MisSendDialog } from "./mis-send-dialog.tsx";
import { Notices } from "./notices.tsx";
import { Offers } from "./offers.tsx";
import { OriginalDialog } from "./original-dialog.tsx";
import { PassDialog } from "./pass-dialog.tsx";
import { Report } from "./report.tsx";
import { ReportList } from "./report-list.tsx";
import { RequestDialog } from "./request-dialog.tsx";
import { ShowDialog } from "./show-dialog.tsx";
import { TopBar } from "./top-bar.tsx";

export function App() {
  if (me.value === undefined) return <p class="starting">{texts.value.common.loading}</p>;
  return me.value === null ? <Welcome /> : <Console />;
}

function Welcome() {
  const t = texts.value;
  return <SignIn product={t.product} lead={t.signIn.lead} onEnter={enter} />;
}

function Console() {
  // Before the first paint: a key pressed at once counts.
  useLayoutEffect(() => {
    addEventListener("keydown", handleKey);
    return () => removeEventListener("keydown", handleKey);
  }, []);
  useEffect(() => {
    if (soundOn.value) askForNotices();
  }, []);
  return (
    <div class={selected.value === null ? "console" : "console has-selection"}>
      <header>
        <TopBar />
        <Banners />
        <Offers />
        <Calls />
      </header>
      {boardShown.value && directs(me.value) ? (
        <Board />
      ) : (
        <div class="console-body">
          <ReportList />
          <Report />
        </div>
      )}
      <Notices />
      <OpenDialog />
    </div>
  );
}

function OpenDialog() {
  const open = dialog.value;
  switch (open?.kind) {
    case "request":
      return <RequestDialog call={open.call ?? null} />;
    case "end":
      return <EndDialog />;
    case "prolong":
      return <ProlongDialog />;
    case "destroy":
      return <DestroyDialog />;
    case "direct":
      return <DirectDialog report={open.report} what={open.what} />;
    case "hand-over":
      return <HandOverDialog />;
    case "leave":
      return <LeaveDialog />;
    case "mis-send":
      return <MisSendDialog />;
    case "pass":
      return <PassDialog report={open.report} />;
    case "show":
      return <ShowDialog report={open.report} />;
    case "original":
      return <OriginalDialog file={open.file} />;
    case "keys":
      return <KeysDialog />;
    case "factors":
      return <FactorsDialog />;
    default:
      return null;
  }
}
