import { useEffect } from "preact/hooks";
import { soundOn } from "../sound.ts";
import { askForNotices } from "../announce.ts";
import { texts } from "../i18n/texts.ts";
import { handleKey } from "../keys.ts";
import { dialog, me, selected } from "../state.ts";
import { Banners } from "./banners.tsx";
import { EndDialog } from "./end-dialog.tsx";
import { KeysDialog } from "./keys-dialog.tsx";
import { Notices } from "./notices.tsx";
import { OriginalDialog } from "./original-dialog.tsx";
import { Report } from "./report.tsx";
import { ReportList } from "./report-list.tsx";
import { RequestDialog } from "./request-dialog.tsx";
import { SignIn } from "./sign-in.tsx";
import { TopBar } from "./top-bar.tsx";

export function App() {
  if (me.value === undefined) return <p class="starting">{texts.value.common.loading}</p>;
  return me.value === null ? <SignIn /> : <Console />;
}

function Console() {
  useEffect(() => {
    addEventListener("keydown", handleKey);
    if (soundOn.value) askForNotices();
    return () => removeEventListener("keydown", handleKey);
  }, []);
  return (
    <div class={selected.value === null ? "console" : "console has-selection"}>
      <header>
        <TopBar />
        <Banners />
      </header>
      <div class="console-body">
        <ReportList />
        <Report />
      </div>
      <Notices />
      <OpenDialog />
    </div>
  );
}

function OpenDialog() {
  const open = dialog.value;
  switch (open?.kind) {
    case "request":
      return <RequestDialog />;
    case "end":
      return <EndDialog privacy={false} />;
    case "privacy":
      return <EndDialog privacy />;
    case "original":
      return <OriginalDialog file={open.file} />;
    case "keys":
      return <KeysDialog />;
    default:
      return null;
  }
}
