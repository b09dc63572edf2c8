import type { ComponentChild, ComponentChildren } from "preact";
import type { CheckWord } from "../../shared/protocol";
import type { Notice } from "../languages/opening/words";
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
