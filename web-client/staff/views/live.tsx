import { useEffect, useState } from "preact/hooks";
import type { LadderStep } from "../../shared/protocol";
import type { LiveSession } from "../../phone/live/session";
import { clock, megabytes } from "../../phone/screens/figures";
import { FileList } from "../../phone/screens/files";
import { Icon } from "../../phone/screens/icon";
import { Messages, Toast } from "../../phone/screens/messages";
import type { OfficerSession } from "../session";
import type { Model } from "./app";
import { focusOnce } from "./notice";
import { Question } from "./question";
import { Shown } from "./shown";

type Look = Exclude<LadderStep, "video"> | "watched" | "sending" | "connecting" | "starting" | "offline" | "noCamera" | "held";

/** Signs that say the state without colour. */
const SIGNS: Record<Look, string> = {
  watched: "●", sending: "▲", connecting: "…", starting: "…", pictures: "▲", on_demand: "△", text: "!", offline: "!", noCamera: "○", held: "⏸",
};

interface LiveProperties {
  session: OfficerSession;
  model: Model;
}

/** Picture above, hands below: everything that is pressed lies within reach of one thumb. */
export function Live({ session, model }: LiveProperties) {
  const { words } = model;
  const { live, shown } = session;
  const [tab, setTab] = useState<"mine" | "shown">("mine");
  const [ending, setEnding] = useState(false);
  const watching = tab === "shown" && shown.length > 0;
  useEffect(() => {
    if (shown.length === 0) setTab("mine");
  }, [shown.length]);
  const turn = (to: "mine" | "shown") => {
    setTab(to);
    scrollTo(0, 0);
  };
  return (
    <div class="filming">
      <h1 class="unseen" tabIndex={-1} ref={focusOnce}>
        {words.ready.title}
      </h1>
      <div class="stage">
        {watching && <Shown session={session} model={model} />}
        <Own live={live} model={model} small={watching} />
      </div>
      <div class="panel">
        <Toast session={live} words={words} />
        <PlaceLine live={live} model={model} />
        <p class="unseen" role="status">
          {live.stillTaken > 0 && `${words.stillTaken} ${live.stillTaken}`}
        </p>
        {live.admitted && <FileList files={live.files} words={words} />}
        <Messages session={live} words={words} />
      </div>
      <div class="thumb hands">
        {session.answerByMs !== null && <Question session={session} model={model} byMs={session.answerByMs} />}
        {shown.length > 0 && (
          <button class="second full" aria-pressed={watching} data-testid="to-shown" onClick={() => turn(watching ? "mine" : "shown")}>
            {watching ? words.shown.mine : words.shown.tab(shown.length)}
          </button>
        )}
        {ending ? <Ending live={live} model={model} onStay={() => setEnding(false)} /> : <Hands live={live} model={model} onEnd={() => setEnding(true)} />}
      </div>
    </div>
  );
}

function Hands({ live, model, onEnd }: { live: LiveSession; model: Model; onEnd: () => void }) {
  const { words } = model;
  const filming = live.admitted && live.camera === "on" && !live.held;
  const choose = ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
    live.files.choose(Array.from(currentTarget.files ?? []));
    // The same file may be chosen again.
    currentTarget.value = "";
  };
  return (
    <div class="keys">
      <button class="primary key" disabled={!filming} onClick={() => void live.takeStill(new Date().toLocaleTimeString())}>
        <Icon name="camera" />
        {words.still}
      </button>
      <label class="button second key">
        <Icon name="pictures" />
        {words.gallery}
        <input type="file" accept="image/*,video/*" multiple disabled={!live.admitted || live.held} onChange={choose} />
      </label>
      <button class="second key" disabled={live.camera !== "on"} aria-label={words.turn} title={words.turn} onClick={() => live.switchCamera()}>
        <Icon name="turn" />
      </button>
      <button class="danger key" onClick={onEnd}>
        {words.end}
      </button>
    </div>
  );
}

function Ending({ live, model, onStay }: { live: LiveSession; model: Model; onStay: () => void }) {
  const { words } = model;
  const [title, body] = words.endAsk;
  return (
    <div role="group" aria-label={title}>
      <h2 tabIndex={-1} ref={focusOnce}>
        {title}
      </h2>
      <p>{body}</p>
      <div class="two">
        <button class="second" onClick={onStay}>
          {words.cancel}
        </button>
        <button class="danger" onClick={() => live.end(false)}>
          {words.end}
        </button>
      </div>
    </div>
  );
}

/** The own picture, and in words whether reception sees it. Its element stays while it is small. */
function Own({ live, model, small }: { live: LiveSession; model: Model; small: boolean }) {
  const { words } = model;
  const look = lookOf(live);
  return (
    <div class={`own ${small ? "own-small" : ""} ${live.camera === "on" ? "" : "empty"}`}>
      <div class="lens" ref={(place) => hang(live.lens.video, place)} />
      <p class={`status ${look}`} role="status" data-look={look}>
        <span aria-hidden="true">{SIGNS[look]}</span>
        {words.status[look]}
      </p>
      {!small && <Guide live={live} model={model} />}
      {live.stillTaken > 0 && <div class="flash" key={live.stillTaken} aria-hidden="true" />}
      {!small && (
        <p class="chip">
          <span>
            <span class="unseen">{words.elapsed}</span> {clock(live.elapsedMs)}
          </span>
          <span>
            <span class="unseen">{words.sent}</span> {megabytes(live.sentBytes)}
          </span>
        </p>
      )}
    </div>
  );
}

/** The camera's element outlives every drawing; taken out and put back it would stop. */
function hang(video: HTMLVideoElement, place: HTMLElement | null): void {
  if (place && video.parentElement !== place) place.append(video);
}

function Guide({ live, model }: { live: LiveSession; model: Model }) {
  const { words, kind } = model;
  const notice = live.held
    ? words.held
    : live.camera === "on" || (live.camera === "asking" && live.filmed)
      ? null
      : live.camera === "asking"
        ? words.allowCamera
        : words.cameraTrouble[live.camera](kind);
  if (!notice) return null;
  return (
    <div class="guide" role="alert">
      <h2>{notice[0]}</h2>
      <p>{notice[1]}</p>
      {!live.held && live.camera !== "asking" && (
        <button class="second" onClick={() => void live.openCamera()}>
          {words.retry}
        </button>
      )}
    </div>
  );
}

function PlaceLine({ live, model }: { live: LiveSession; model: Model }) {
  const { words, kind } = model;
  if (live.place === "denied")
    return (
      <p class="warn" role="status">
        {words.positionDenied(kind)}
      </p>
    );
  return (
    <p class="place-line" role="status">
      <span aria-hidden="true">{live.place === "on" ? "◎" : "…"}</span> {live.place === "on" ? words.positionOn : words.positionWait}
    </p>
  );
}

function lookOf(live: LiveSession): Look {
  if (!live.admitted) return "starting";
  if (!live.online) return "offline";
  if (live.held) return "held";
  if (live.camera !== "on" && live.camera !== "asking") return "noCamera";
  if (live.step !== "video") return live.step;
  if (!live.linkUp) return "connecting";
  return live.viewers > 0 ? "watched" : "sending";
}
