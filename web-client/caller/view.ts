import type { Language, Problem } from "../shared/protocol";
import { element } from "./dom";
import type { Flow, FlowEvent } from "./flow";
import { liveWords } from "./language";
import { REQUEST_TIMEOUT_MS } from "../phone/limits";
import type { LiveSession } from "../phone/live/session";
import type { PhoneKind } from "../phone/phone";
import type { Notice, OpeningWords } from "./languages/opening/words";
import { showConsents } from "./screens/consents";
import type { frame } from "./screens/frame";
import { showUnreachable, showWaiting } from "./screens/waiting";

export interface Model {
  token: string;
  kind: PhoneKind;
  language: Language;
  words: OpeningWords | null;
  flow: Flow;
  demo: boolean;
  exercise: string;
  session: LiveSession | null;
  dispatch: (event: FlowEvent) => void;
}

type Update = (flow: never) => void;

/** Nobody answers, or the system stands still and says until when. */
function unreachable(problem: Partial<Problem> | undefined, words: OpeningWords, language: Language): Notice {
  const said = language.startsWith("ja") ? problem?.message_ja : problem?.message_en;
  return said ? [words.service, said] : words.unreachable;
}

/** Draws the present flow: the first screens without Preact, so that they stand within 8 KB. */
export class View {
  private root = element("div");
  private drawn = "";
  private update: Update | null = null;

  constructor(private readonly page: ReturnType<typeof frame>) {}

  draw(model: Model): void {
    const { flow, words, language } = model;
    if (!words) return;
    this.page.speak(language, words, model.demo, model.exercise);
    const early = flow.at === "opening" || flow.at === "unreachable" || flow.at === "consents";
    // The consents are drawn anew when their words come in another language.
    const told = flow.at === "consents" ? flow.opened.consents.language : "";
    const seldom = flow.at === "code" || flow.at === "hindered" ? flow.at : null;
    const wanted = early || seldom ? `${flow.at} ${language} ${told}` : "later";
    document.documentElement.className = flow.at;
    if (wanted === this.drawn) {
      this.update?.(flow as never);
      if (early || seldom) return;
    }
    if (seldom) return void this.drawSeldom(model, seldom, wanted);
    if (!early) return void this.drawLater(model, words);
    this.clear(wanted);
    if (flow.at === "opening") showWaiting(this.root, words.wait);
    else if (flow.at === "unreachable")
      showUnreachable(this.root, unreachable(flow.problem, words, language), words.retry, () =>
        model.dispatch({ type: "retry" }),
      );
    else if (flow.at === "consents")
      this.update = showConsents(
        this.root,
        flow,
        words,
        !language.startsWith("ja"),
        model.dispatch,
      );
  }

  private async drawLater(model: Model, own: OpeningWords): Promise<void> {
    const { language } = model;
    try {
      const [later, { showLater }] = await Promise.all([liveWords(language), import("./live")]);
      // Meanwhile the person may have chosen another language or the flow may have gone on.
      if (
        model.language !== language ||
        ["opening", "unreachable", "code", "hindered", "consents"].includes(model.flow.at)
      )
        return;
      if (this.drawn !== "later") this.clear("later");
      showLater(this.root, model, { ...own, ...later });
    } catch {
      setTimeout(() => this.draw(model), REQUEST_TIMEOUT_MS / 5);
    }
  }

  /** Screens that only phones load which need them. */
  private async drawSeldom(
    model: Model,
    at: "code" | "hindered",
    wanted: string,
  ): Promise<void> {
    this.clear(wanted);
    const { root } = this;
    try {
      const { screens } = await import("./seldom");
      const update = await screens[at](root, model);
      if (this.root !== root) return;
      this.update = update as Update;
      this.update(model.flow as never);
    } catch {
      setTimeout(() => {
        if (this.root !== root) return;
        this.drawn = "";
        this.draw(model);
      }, REQUEST_TIMEOUT_MS / 5);
    }
  }

  private clear(drawn: string): void {
    this.drawn = drawn;
    this.update = null;
    this.root = element("div");
    this.page.screen.textContent = "";
    this.page.screen.append(this.root);
    scrollTo(0, 0);
  }
}
