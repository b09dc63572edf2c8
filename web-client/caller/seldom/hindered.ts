import { element } from "../dom";
import type { Flow } from "../flow";
import type { Model } from "../view";
import { seldomWords } from "./words";

/** Says how to come out of another app before the link is bound to that app's browser. */
export async function showHindered(
  root: HTMLElement,
  { flow, kind, token, language, dispatch }: Model,
): Promise<() => void> {
  const { hindered: words } = await seldomWords(language);
  const inApp = (flow as Flow & { at: "hindered" }).obstacle === "in_app_browser";
  const isLine = kind.browser === "LINE";
  const [title, body] = inApp ? words.inApp(kind) : words.tooOld;
  const heading = element("h1", { tabindex: "-1" }, title);
  const copier = element(
    "button",
    { class: isLine ? "second" : "primary", click: () => copy(copier, words.copied) },
    words.copy,
  );
  root.append(
    element(
      "div",
      { class: "sheet notice" },
      element("p", { class: "mark", "aria-hidden": "true" }, "i"),
      heading,
      element("p", {}, body),
      element(
        "div",
        { class: "acts" },
        // LINE's own switch; the secret stays behind the "#".
        inApp &&
          isLine &&
          element(
            "a",
            { class: "button primary", href: `/?openExternalBrowser=1#${token}` },
            words.openOutside,
          ),
        copier,
        element(
          "button",
          { class: "quiet", click: () => dispatch({ type: "here_anyway" }) },
          words.hereAnyway,
        ),
      ),
    ),
  );
  heading.focus();
  return () => undefined;
}

function copy(button: HTMLElement, copied: string): void {
  const field = document.createElement("textarea");
  field.value = location.href;
  document.body.append(field);
  field.select();
  // The old way works inside apps whose browsers refuse the clipboard API.
  if (document.execCommand("copy")) button.textContent = copied;
  field.remove();
}
