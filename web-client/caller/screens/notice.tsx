import { Component, type ComponentChild, type ComponentChildren } from "preact";
import type { CheckWord, Obstacle } from "../../shared/protocol";
import type { FlowEvent } from "../flow";
import type { Notice } from "../languages/opening/words";
import type { PhoneKind } from "../phone";
import type { Words } from "./later";

/** Moves a screen reader to what is new; a stable function, so that it acts once. */
export const focusOnce = (found: HTMLElement | null) => found?.focus();

interface Shown {
  notice: Notice;
  above?: ComponentChild;
  children?: ComponentChildren;
}

/** A heading, a sentence and what can be pressed, the best first. */
export function NoticeScreen({ notice: [title, body], above, children }: Shown) {
  return (
    <div class="sheet notice">
      {!above && (
        <p class="mark" aria-hidden="true">
          i
        </p>
      )}
      <h1 tabIndex={-1} ref={focusOnce}>
        {title}
      </h1>
      <p>{body}</p>
      {above}
      {children && <div class="acts">{children}</div>}
    </div>
  );
}

export function WordCard({
  word,
  words,
  latinFirst,
}: {
  word: CheckWord;
  words: Words;
  latinFirst: boolean;
}) {
  return (
    <section class="word">
      <h2>{words.word}</h2>
      <p class="large" lang="ja">
        {latinFirst ? word.latin : word.kana}
      </p>
      <p class="small" lang="ja">
        {latinFirst ? word.kana : word.latin}
      </p>
    </section>
  );
}

interface HinderedProperties {
  kind: PhoneKind;
  token: string;
  obstacle: Obstacle;
  words: Words;
  dispatch: (event: FlowEvent) => void;
}

/** Says how to come out of another app before the link is bound to that app's browser. */
export class Hindered extends Component<HinderedProperties, { copied: boolean }> {
  override render({ kind, token, obstacle, words, dispatch }: HinderedProperties) {
    const inApp = obstacle === "in_app_browser";
    return (
      <NoticeScreen notice={inApp ? words.inApp(kind) : words.tooOld}>
        {inApp && kind.browser === "LINE" && (
          // LINE's own switch; the secret stays behind the "#".
          <a class="button primary" href={`/?openExternalBrowser=1#${token}`}>
            {words.openOutside}
          </a>
        )}
        <button class={kind.browser === "LINE" ? "second" : "primary"} onClick={() => this.copy()}>
          {this.state.copied ? words.copied : words.copy}
        </button>
        <button class="quiet" onClick={() => dispatch({ type: "here_anyway" })}>
          {words.hereAnyway}
        </button>
      </NoticeScreen>
    );
  }

  private copy(): void {
    const field = document.createElement("textarea");
    field.value = location.href;
    document.body.append(field);
    field.select();
    // The old way works inside apps whose browsers refuse the clipboard API.
    this.setState({ copied: document.execCommand("copy") });
    field.remove();
  }
}
