import type { CheckWord } from "../../shared/protocol";
import { unitName } from "../../shared/unit-name";
import { element } from "../dom";
import { type Flow, type FlowEvent, ITEMS } from "../flow";
import type { OpeningWords } from "../languages/opening/words";

type Consenting = Flow & { at: "consents" };

/** Draws the consents; the answer redraws what a tick changes, so that focus and ticks stay. */
export function showConsents(
  root: HTMLElement,
  first: Consenting,
  words: OpeningWords,
  latinFirst: boolean,
  dispatch: (event: FlowEvent) => void,
): (now: Consenting) => void {
  const { opened } = first;
  const rows = ITEMS.map((item) =>
    row(item, first.ticks[item], words, opened.consents[item], dispatch),
  );
  const start = element("button", { type: "submit", class: "primary" }, words.start);
  root.append(
    element(
      "div",
      { class: "sheet" },
      element("h1", {}, words.title),
      element("p", { class: "asked" }, words.askedBy(unitName(opened.headquarters, latinFirst))),
      checkWord(opened.check_word, words, latinFirst),
      element(
        "form",
        {
          novalidate: true,
          submit: (event) => {
            event.preventDefault();
            dispatch({ type: "start" });
          },
        },
        element(
          "fieldset",
          {},
          element("legend", {}, words.consentTitle),
          ...rows.map(({ line }) => line),
        ),
        element("p", { class: "fine" }, opened.consents.kept),
        element("p", { class: "fine" }, opened.consents.voluntary),
        element(
          "div",
          { class: "acts" },
          start,
          element(
            "button",
            { type: "button", class: "quiet", click: () => dispatch({ type: "disagree" }) },
            words.disagree,
          ),
        ),
      ),
      element(
        "p",
        { class: "fine" },
        element("a", { href: "/about/", target: "_blank", rel: "noopener" }, words.about),
      ),
    ),
  );
  const update = (now: Consenting) => {
    // Dim, not disabled: whoever presses too early is shown what is missing.
    start.classList.toggle(
      "early",
      ITEMS.some((item) => !now.ticks[item]),
    );
    rows.forEach(({ item, line, box, hint }) => {
      const missing = now.missing === item;
      line.classList.toggle("on", now.ticks[item]);
      line.classList.toggle("missing", missing);
      hint.textContent = missing ? words.missing : "";
      if (!missing) return;
      box.focus({ preventScroll: true });
      line.scrollIntoView({ block: "center" });
    });
  };
  update(first);
  return update;
}

export function checkWord(word: CheckWord, words: OpeningWords, latinFirst: boolean): HTMLElement {
  const [large, small] = latinFirst ? [word.latin, word.kana] : [word.kana, word.latin];
  return element(
    "section",
    { class: "word" },
    element("h2", {}, words.word),
    element("p", { class: "large", lang: "ja" }, large),
    element("p", { class: "small", lang: "ja" }, small),
    element("p", { class: "fine" }, words.wordHint),
  );
}

function row(
  item: (typeof ITEMS)[number],
  on: boolean,
  words: OpeningWords,
  text: string,
  dispatch: (event: FlowEvent) => void,
) {
  const hint = element("span", { class: "hint", role: "alert" });
  const box = element("input", {
    type: "checkbox",
    name: item,
    checked: on,
    required: true,
    change: () => dispatch({ type: "tick", item, on: box.checked }),
  });
  const line = element(
    "label",
    { class: "tick" },
    box,
    element("span", {}, element("b", {}, words.consents[item]), " ", element("span", {}, text), hint),
  );
  return { item, line, box, hint };
}
