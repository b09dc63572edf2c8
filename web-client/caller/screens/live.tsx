import { Component } from "preact";
import type { CheckWord, UploadLimits } from "../../shared/protocol";
import type { LiveSession } from "../live";
import type { PhoneKind } from "../phone";
import { clock, megabytes } from "./figures";
import { FileList } from "./files";
import { Finish } from "./finish";
import { Icon } from "./icon";
import type { Words } from "./later";
import { Messages, Toast } from "./messages";
import { Stage } from "./stage";

export interface LiveProperties {
  session: LiveSession;
  kind: PhoneKind;
  word: CheckWord;
  limits: UploadLimits;
  words: Words;
  latinFirst: boolean;
}

const MB = 1e6;

/** The screen while filming: picture on top, hands below, the way out always in sight. */
export class Live extends Component<LiveProperties> {
  override render({ session, kind, word, limits, words, latinFirst }: LiveProperties) {
    return (
      <div class="filming">
        <Stage session={session} kind={kind} words={words} word={latinFirst ? word.latin : word.kana} />
        <div class="panel">
          <Toast session={session} words={words} />
          <div class="hands">
            <button class="primary" disabled={session.camera !== "on"} onClick={() => void session.takeStill(words.still)}>
              <Icon name="camera" />{words.still}
            </button>
            <label class="button second">
              <Icon name="pictures" />{words.gallery}
              <input type="file" accept="image/*,video/*" multiple onChange={this.choose} />
            </label>
          </div>
          <p class="fine">{words.limits(limits.picture_bytes_max / MB | 0, limits.film_bytes_max / MB | 0, limits.files_max)}</p>
          <p class="unseen" role="status">{session.stillTaken > 0 && `${words.stillTaken} ${session.stillTaken}`}</p>
          <FileList files={session.files} words={words} />
          <Messages session={session} words={words} />
          <dl class="figures">
            <div><dt>{words.elapsed}</dt><dd>{clock(session.elapsedMs)}</dd></div>
            <div><dt>{words.sent}</dt><dd>{megabytes(session.sentBytes)}</dd></div>
          </dl>
          <Place session={session} kind={kind} words={words} />
          <p class="fine">{words.background}</p>
          <Finish words={words} end={(withdrawn) => session.end(withdrawn)} />
        </div>
      </div>
    );
  }

  private readonly choose = ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
    this.props.session.files.choose(Array.from(currentTarget.files ?? []));
    // The same file may be chosen again.
    currentTarget.value = "";
  };
}

function Place({ session, kind, words }: Pick<LiveProperties, "session" | "kind" | "words">) {
  if (session.place === "denied") return <p class="warn" role="status">{words.positionDenied(kind)}</p>;
  if (session.place === "unavailable") return <p class="warn" role="status">{words.positionUnavailable}</p>;
  return null;
}
