import type { Language } from "../../shared/protocol";
import { element } from "../dom";
import { LANGUAGES } from "../language";
import type { OpeningWords } from "../languages/opening/words";

/** Head of every screen: the service's name, the languages, the banners of demo and exercise. */
export function frame(page: HTMLElement, choose: (language: Language) => void) {
  const service = element("span", { class: "service" });
  const label = element("span", { class: "unseen" });
  const select = element(
    "select",
    { change: () => choose(select.value as Language) },
    ...LANGUAGES.map(([code, name, tag]) => element("option", { value: code, lang: tag }, name)),
  );
  const demo = element("p", { class: "demo", role: "note", hidden: true });
  const exercise = element("p", { class: "demo exercise", role: "alert", hidden: true });
  const screen = element("main");
  page.append(
    element(
      "header",
      {},
      element(
        "div",
        {},
        element("img", { src: "/icon.svg", alt: "", width: "28", height: "28" }),
        service,
        element("label", {}, label, select),
      ),
      demo,
      exercise,
    ),
    screen,
  );
  return {
    screen,
    /** `told`: what is said of an exercise, by the server. */
    speak(language: Language, words: OpeningWords, isDemo: boolean, told: string) {
      document.documentElement.lang = LANGUAGES.find(([code]) => code === language)?.[2] ?? "ja";
      document.title = words.service;
      service.textContent = words.service;
      label.textContent = words.language;
      select.value = language;
      demo.textContent = words.demo;
      demo.hidden = !isDemo;
      // An alert is read aloud when its words change, not at every drawing.
      if (exercise.textContent !== told) exercise.textContent = told;
      exercise.hidden = !told;
    },
  };
}
