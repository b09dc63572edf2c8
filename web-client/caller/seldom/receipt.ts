import type { ConsentReceipt, Language } from "../../shared/protocol";
import { unitName } from "../../shared/unit-name";
import { request } from "../../phone/api";
import { element } from "../dom";
import { type SeldomWords, seldomWords } from "./words";

/** What this phone agreed to, on the screen and as a file. Nothing about others stands in it. */
export async function showReceipt(
  place: HTMLElement,
  sessionToken: string,
  language: Language,
): Promise<void> {
  const { receipt: words } = await seldomWords(language);
  place.textContent = "";
  try {
    const headers = { authorization: `Bearer ${sessionToken}` };
    const answer = await request("/api/v1/caller/receipt", { headers });
    draw(place, await answer.json(), words, language);
  } catch {
    place.append(element("p", { class: "hint", role: "alert" }, words.failed));
  }
}

function draw(
  place: HTMLElement,
  receipt: ConsentReceipt,
  words: SeldomWords["receipt"],
  language: Language,
): void {
  const facts = factsOf(receipt, words, language);
  const { copyright, location, privacy, charges } = receipt.consents;
  const items = [copyright, location, privacy, charges];
  const [asking, ask] = words.ask(unitName(receipt.headquarters, !language.startsWith("ja")));
  const text = [
    words.title,
    ...facts.map(([name, value]) => `${name}: ${value}`),
    ...items.map((item) => `✓ ${item}`),
    `${words.kept}: ${receipt.consents.kept}`,
    `${asking}: ${ask}`,
  ].join("\r\n\r\n");
  const heading = element("h2", { tabindex: "-1" }, words.title);
  place.append(
    element(
      "section",
      { class: "receipt" },
      heading,
      element("dl", {}, ...facts.map(([name, value]) => pair(name, value))),
      element("ul", {}, ...items.map((item) => element("li", {}, item))),
      element("p", { class: "fine" }, receipt.consents.kept),
      element("p", {}, `${asking}: ${ask}`),
      element(
        "a",
        {
          class: "button second",
          download: `110-${receipt.number}.txt`,
          // A byte order mark, so that every phone reads the letters right.
          href: URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/plain" })),
        },
        words.save,
      ),
    ),
  );
  heading.focus();
}

function factsOf(
  receipt: ConsentReceipt,
  words: SeldomWords["receipt"],
  language: Language,
): [string, string][] {
  const moment = (at: number) =>
    new Date(at).toLocaleString(language === "ja-easy" ? "ja" : language, {
      timeZone: "Asia/Tokyo",
    });
  const facts: [string, string][] = [
    [words.number, receipt.number],
    [words.agreed, moment(receipt.agreed_ms)],
  ];
  if (receipt.ended_ms !== undefined) facts.push([words.ended, moment(receipt.ended_ms)]);
  return [...facts, [words.version, receipt.consents.version]];
}

function pair(name: string, value: string): HTMLElement {
  return element("div", {}, element("dt", {}, name), element("dd", {}, value));
}
