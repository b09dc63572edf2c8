import { type ComponentChild, render } from "preact";
import type { LiveWords } from "../languages/live/words";
import type { OpeningWords } from "../languages/opening/words";
import type { Model } from "../view";
import { Ended } from "./ended";
import { Live } from "./live";
import { NoticeScreen, WordCard } from "./notice";

export type Words = OpeningWords & LiveWords;

/** Draws every screen after, or instead of, the consents. */
export function showLater(root: HTMLElement, model: Model, words: Words): void {
  const { session } = model;
  session?.onChange(() => {
    if (model.session === session) showLater(root, model, words);
  });
  render(screenOf(model, words), root);
}

/** Only whoever asks for the receipt loads it. */
async function showReceipt({ session, language }: Model, place: HTMLElement): Promise<void> {
  const seldom = await import("../seldom").catch(() => null);
  if (seldom && session) await seldom.showReceipt(place, session.started().session_token, language);
}

function screenOf(model: Model, words: Words): ComponentChild {
  const { flow, dispatch, session } = model;
  const latinFirst = !model.language.startsWith("ja");
  switch (flow.at) {
    case "stopped":
      return <NoticeScreen key={flow.why} notice={words.stops[flow.why]} />;
    case "continue":
      return (
        <NoticeScreen
          notice={words.continue}
          above={<WordCard word={flow.opened.check_word} words={words} latinFirst={latinFirst} />}
        >
          <button class="primary" onClick={() => dispatch({ type: "start" })}>
            {words.continueButton}
          </button>
        </NoticeScreen>
      );
    case "other_device":
      return (
        <NoticeScreen notice={words.otherDevice}>
          <button class="primary" onClick={() => dispatch({ type: "knock" })}>
            {words.retry}
          </button>
        </NoticeScreen>
      );
    case "live":
      return (
        session && (
          <Live
            key={session}
            session={session}
            kind={model.kind}
            word={flow.opened.check_word}
            limits={flow.opened.limits}
            words={words}
            latinFirst={latinFirst}
          />
        )
      );
    case "ended":
      return (
        <Ended
          reason={flow.reason}
          summary={flow.summary}
          words={words}
          receipt={session?.admitted ? (place) => void showReceipt(model, place) : null}
        />
      );
    default:
      return null;
  }
}
