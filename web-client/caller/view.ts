import type { Language } from "../shared/protocol";
import { element } from "./dom";
import type { Flow, FlowEvent } from "./flow";
import { liveWords } from "./language";
import type { OpeningWords } from "./languages/opening/words";
import { REQUEST_TIMEOUT_MS } from "./limits";
import type { LiveSession } from "./live";
import type { PhoneKind } from "./phone";
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
  session: LiveSession | null;
  dispatch: (event: FlowEvent) => void;
}

type Update = (flow: never) => void;

/** Draws the present flow: the first screens without Preact, so that they stand within 8 KB. */
export class View {
  private root = element("div");
  private drawn = "";
  private update: Update | null = null;

  constructor(private readonly page: ReturnType<typeof frame>) {}

  draw(model: Model): void {
    const { flow, words, language } = model;
    if (!words) return;
    this.page.speak(language, words, model.demo);
    const early = flow.at === "opening" || flow.at === "unreachable" || flow.at === "consents";
    const wanted = early ? `${flow.at} ${language}` : "later";
    document.documentElement.className = flow.at;
    if (wanted === this.drawn) {
      this.update?.(flow as never);
      if (early) return;
    }
    if (!early) return void this.drawLater(model, words);
    this.clear(wanted);
    if (flow.at === "opening") showWaiting(this.root, words.wait);
    else if (flow.at === "unreachable")
      showUnreachable(this.root, words.unreachable, words.retry, () =>
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
        ["opening", "unreachable", "consents"].includes(model.flow.at)
      )
        return;
      if (this.drawn !== "later") this.clear("later");
      showLater(this.root, model, { ...own, ...later });
    } catch {
      setTimeout(() => this.draw(model), REQUEST_TIMEOUT_MS / 5);
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
