import { Component } from "preact";
import type { LadderStep } from "../../shared/protocol";
import type { LiveSession } from "../../phone/live/session";
import type { PhoneKind } from "../../phone/phone";
import { Icon } from "../../phone/screens/icon";
import type { Words } from "./later";

interface StageProperties {
  session: LiveSession;
  kind: PhoneKind;
  word: string;
  words: Words;
}

type Look = Exclude<LadderStep, "video"> | "watched" | "sending" | "connecting" | "offline" | "noCamera" | "held";

/** Signs that say the state without colour. */
const SIGNS: Record<Look, string> = {
  watched: "●",
  sending: "▲",
  connecting: "…",
  pictures: "▲",
  on_demand: "△",
  text: "!",
  offline: "!",
  noCamera: "○",
  held: "⏸",
};

/** The own picture, and in words whether police see it. */
export class Stage extends Component<StageProperties> {
  override render({ session, word, words }: StageProperties) {
    const look = lookOf(session);
    return (
      <div class={`stage ${session.camera === "on" ? "" : "empty"}`}>
        <div class="view">
          <div class="lens" ref={this.attach} />
          <p class={`status ${look}`} role="status">
            <span aria-hidden="true">{SIGNS[look]}</span>
            {words.status[look]}
          </p>
          {this.overlay()}
          {session.stillTaken > 0 && (
            <div class="flash" key={session.stillTaken} aria-hidden="true" />
          )}
          <div class="foot">
            <p class="chip">
              {words.word} <b lang="ja">{word}</b>
            </p>
            {session.camera === "on" && (
              <button
                class="round"
                onClick={() => session.switchCamera()}
                aria-label={words.switchCamera}
                title={words.switchCamera}
              >
                <Icon name="turn" />
              </button>
            )}
          </div>
        </div>
        {session.camera === "on" && <p class="reminder">{words.reminder}</p>}
      </div>
    );
  }

  private overlay() {
    const { session, kind, words } = this.props;
    if (session.held) return <Held words={words} />;
    if (session.camera === "on" || (session.camera === "asking" && session.filmed)) return null;
    const [title, body] =
      session.camera === "asking" ? words.allowCamera : words.cameraTrouble[session.camera](kind);
    return (
      <div class="guide" role="alert">
        <h2>{title}</h2>
        <p>{body}</p>
        {session.camera !== "asking" && (
          <button class="second" onClick={() => void session.openCamera()}>
            {words.retry}
          </button>
        )}
      </div>
    );
  }

  private readonly attach = (place: HTMLElement | null) => {
    place?.append(this.props.session.lens.video);
  };
}

function Held({ words }: { words: Words }) {
  const [title, body] = words.held;
  return (
    <div class="guide" role="alert">
      <h2>{title}</h2>
      <p>{body}</p>
    </div>
  );
}

function lookOf(session: LiveSession): Look {
  if (!session.online) return "offline";
  if (session.held) return "held";
  if (session.camera !== "on" && session.camera !== "asking") return "noCamera";
  if (session.step !== "video") return session.step;
  if (!session.linkUp) return "connecting";
  return session.viewers > 0 ? "watched" : "sending";
}
