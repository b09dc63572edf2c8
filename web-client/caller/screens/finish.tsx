import { Component } from "preact";
import type { Words } from "./later";
import { focusOnce } from "./notice";

interface FinishProperties {
  words: Words;
  elapsed: string;
  sent: string;
  end: (withdrawn: boolean) => void;
}

/** End and withdrawal (VR-4.2.2), always on the screen, each asked once more. */
export class Finish extends Component<FinishProperties, { asked: "end" | "withdraw" | null }> {
  override state = { asked: null };

  override render(
    { words, elapsed, sent, end }: FinishProperties,
    { asked }: { asked: "end" | "withdraw" | null },
  ) {
    if (!asked) {
      return (
        <div class="finish">
          <dl>
            <div>
              <dt class="unseen">{words.elapsed}</dt>
              <dd>{elapsed}</dd>
            </div>
            <div>
              <dt class="unseen">{words.sent}</dt>
              <dd>{sent}</dd>
            </div>
          </dl>
          <button class="quiet" onClick={() => this.setState({ asked: "withdraw" })}>
            {words.withdraw}
          </button>
          <button class="danger" onClick={() => this.setState({ asked: "end" })}>
            {words.end}
          </button>
        </div>
      );
    }
    const [title, body] = asked === "end" ? words.endAsk : words.withdrawAsk;
    return (
      <div class="finish ask" role="group" aria-label={title}>
        <h2 tabIndex={-1} ref={focusOnce}>
          {title}
        </h2>
        <p>{body}</p>
        <button class="danger full" onClick={() => end(asked === "withdraw")}>
          {asked === "end" ? words.end : words.withdraw}
        </button>
        <button class="second" onClick={() => this.setState({ asked: null })}>
          {words.goOn}
        </button>
      </div>
    );
  }
}
