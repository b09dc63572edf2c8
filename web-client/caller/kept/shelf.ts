import { element } from "../dom";
import type { Told } from "./keeper";
import type { Tools } from "./tools";
import type { KeptWords } from "./words";

/** What is kept and sent, in the head of the page: it stays while screens change. */
export class Shelf {
  private readonly said = element("b", { role: "status" });
  private readonly figures = element("span");
  private readonly bar = element("progress");
  private readonly why = element("p", { class: "fine" });
  private readonly place = element("section", { class: "kept" });

  constructor(
    private readonly tools: Tools,
    private readonly words: () => Promise<KeptWords>,
  ) {
    this.place.append(element("p", {}, this.said, this.figures), this.bar, this.why);
    this.place.hidden = true;
    document.querySelector("header")?.append(this.place);
  }

  show(told: Told): void {
    void this.words().then((words) => this.draw(told, words));
  }

  private draw(told: Told, words: KeptWords): void {
    const { kind } = told;
    this.place.hidden = kind === "nothing";
    this.place.dataset.kind = kind;
    // A reader says the words when they change, not with every second.
    const said = kind === "nothing" ? "" : words[kind];
    if (this.said.textContent !== said) this.said.textContent = said;
    this.figures.textContent = "ms" in told ? figuresOf(told, this.tools) : "";
    this.bar.hidden = kind !== "sending";
    if (told.kind === "sending") {
      this.bar.max = told.bytes;
      this.bar.value = told.sentBytes;
      this.bar.setAttribute("aria-label", said);
    }
    this.why.textContent = "ms" in told ? words.why : "";
  }
}

function figuresOf(
  told: Extract<Told, { ms: number }>,
  { clock, megabytes }: Tools,
): string {
  if (told.kind === "sending") return `${megabytes(told.sentBytes)} / ${megabytes(told.bytes)}`;
  return `${clock(told.ms)} (${megabytes(told.bytes)})`;
}
