import { Component } from "preact";
import type { CheckWord, UploadLimits } from "../../shared/protocol";
import type { LiveSession } from "../../phone/live/session";
import type { PhoneKind } from "../../phone/phone";
import { clock, megabytes } from "../../phone/screens/figures";
import { FileList } from "../../phone/screens/files";
import { Finish } from "./finish";
import { Icon } from "../../phone/screens/icon";
import type { Words } from "./later";
import { Messages, Toast } from "../../phone/screens/messages";
import { focusOnce } from "./notice";
import { Stage } from "./stage";

export interface LiveProperties {
  session: LiveSession;
  kind: PhoneKind;
  word: CheckWord;
  limits: UploadLimits;
  words: Words;
  latinFirst: boolean;
}

/** Limits are told in the units in which phones show sizes. */
const MB = 1024 * 1024;

/** The screen while filming: picture on top, hands below, the way out always in sight. */
export class Live extends Component<LiveProperties> {
  override render({ session, kind, word, limits, words, latinFirst }: LiveProperties) {
    const filming = session.camera === "on" && !session.held;
    return (
      <div class="filming">
        <h1 class="unseen" tabIndex={-1} ref={focusOnce}>
          {words.title}
        </h1>
        <Stage
          session={session}
          kind={kind}
          words={words}
          word={latinFirst ? word.latin : word.kana}
        />
        <div class="panel">
          <Toast session={session} words={words} />
          <div class="hands">
            <button
              class={filming ? "primary" : "second"}
              disabled={!filming}
              onClick={() => void session.takeStill(new Date().toLocaleTimeString())}
            >
              <Icon name="camera" />
              {words.still}
            </button>
            <label class={`button ${filming ? "second" : "primary"}`}>
              <Icon name="pictures" />
              {words.gallery}
              <input
                type="file"
                accept="image/*,video/*"
                multiple
                disabled={session.held}
                onChange={this.choose}
              />
            </label>
          </div>
          <p class="fine">
            {words.limits(
              (limits.picture_bytes_max / MB) | 0,
              (limits.film_bytes_max / MB) | 0,
              limits.files_max,
            )}
          </p>
          <p class="unseen" role="status">
            {session.stillTaken > 0 && `${words.stillTaken} ${session.stillTaken}`}
          </p>
          <FileList files={session.files} words={words} />
          <Messages session={session} words={words} />
          <Place session={session} kind={kind} words={words} />
          <p class="fine">{words.background}</p>
        </div>
        <Finish
          words={words}
          elapsed={clock(session.elapsedMs)}
          sent={megabytes(session.sentBytes)}
          end={this.end}
        />
      </div>
    );
  }

  private readonly end = (withdrawn: boolean) => this.props.session.end(withdrawn);

  private readonly choose = ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
    this.props.session.files.choose(Array.from(currentTarget.files ?? []));
    // The same file may be chosen again.
    currentTarget.value = "";
  };
}

function Place({ session, kind, words }: Pick<LiveProperties, "session" | "kind" | "words">) {
  if (session.place === "denied")
    return (
      <p class="warn" role="status">
        {words.positionDenied(kind)}
      </p>
    );
  if (session.place === "unavailable")
    return (
      <p class="warn" role="status">
        {words.positionUnavailable}
      </p>
    );
  return null;
}
