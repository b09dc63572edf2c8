import type { ComponentChildren } from "preact";
import type { Notice as Words } from "../words/words";

/** Moves a screen reader to what is new; a stable function, so that it acts once. */
export const focusOnce = (found: HTMLElement | null) => found?.focus();

export function Notice({ notice: [title, body], children }: { notice: Words; children?: ComponentChildren }) {
  return (
    <section class="notice">
      <h1 tabIndex={-1} ref={focusOnce}>
        {title}
      </h1>
      <p>{body}</p>
      {children && <div class="acts">{children}</div>}
    </section>
  );
}
