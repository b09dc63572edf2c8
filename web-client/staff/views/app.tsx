import type { PhoneKind } from "../../phone/phone";
import type { Flow, FlowEvent } from "../flow";
import type { OfficerSession } from "../session";
import type { StaffWords } from "../words/words";
import { Ended } from "./ended";
import { Head } from "./head";
import { Live } from "./live";
import { NoSheet } from "./no-sheet";
import { Notice } from "./notice";
import { Ready } from "./ready";
import { Register } from "./register";
import { Stopped } from "./stopped";

export interface Model {
  flow: Flow;
  kind: PhoneKind;
  session: OfficerSession | null;
  words: StaffWords;
  language: "ja" | "en";
  theme: string;
  /** This browser can film. */
  able: boolean;
  dispatch: (event: FlowEvent) => void;
  act: <Answer>(path: string, body: object) => Promise<Answer>;
  paste: (text: string) => boolean;
  speak: (language: "ja" | "en") => void;
  show: (theme: string) => void;
}

export function App({ model }: { model: Model }) {
  const { flow } = model;
  return (
    <>
      <Head model={model} />
      <main class={flow.at}>
        <Screen model={model} />
      </main>
    </>
  );
}

function Screen({ model }: { model: Model }) {
  const { flow, words, session, dispatch } = model;
  switch (flow.at) {
    case "opening":
      return <p class="wait">{words.wait}</p>;
    case "unreachable":
      return (
        <Notice notice={words.unreachable}>
          <button class="primary" onClick={() => dispatch({ type: "retry" })}>
            {words.retry}
          </button>
        </Notice>
      );
    case "no_sheet":
      return <NoSheet model={model} />;
    case "stopped":
      return <Stopped told={flow.told} waits={flow.waits} model={model} />;
    case "register":
      return <Register opened={flow.opened} told={flow.told} model={model} />;
    case "ready":
      return <Ready flow={flow} model={model} />;
    case "live":
      return session && <Live key={session} session={session} model={model} />;
    case "ended":
      return <Ended flow={flow} model={model} />;
  }
}
