import { element } from "../dom";
import type { Notice } from "../languages/opening/words";

/** The two screens that may come before anything but the entry has arrived. */
export function showWaiting(root: HTMLElement, words: string): void {
  root.append(
    element(
      "div",
      { class: "sheet notice" },
      element("p", { role: "status", class: "wait" }, words),
    ),
  );
}

export function showUnreachable(
  root: HTMLElement,
  [title, body]: Notice,
  retry: string,
  again: () => void,
): void {
  root.append(
    element(
      "div",
      { class: "sheet notice" },
      element("h1", {}, title),
      element("p", {}, body),
      element(
        "div",
        { class: "acts" },
        element("button", { type: "button", class: "primary", click: again }, retry),
      ),
    ),
  );
}
