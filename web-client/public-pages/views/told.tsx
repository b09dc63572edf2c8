import type { PublicText } from "../../shared/protocol.ts";
import { useSpeech } from "../language.ts";

interface Props {
  texts: readonly PublicText[];
  /** By what the codes of the texts say after their place; a text without one stands by itself. */
  headings: Readonly<Record<string, string>>;
}

/** What the guideline says, in its own words, with the clause of each. */
export function Told({ texts, headings }: Props) {
  const { t, say } = useSpeech();
  return (
    <>
      {texts.map((text) => {
        const heading = headings[subjectOf(text.code)];
        return (
          <section key={text.code} data-testid={`text-${text.code}`}>
            {heading && <h2>{heading}</h2>}
            <p class="lines">{say(text.label)}</p>
            <p class="clause">{t.clause(text.clause)}</p>
          </section>
        );
      })}
    </>
  );
}

/** `help_2_privacy` is about `privacy`. */
function subjectOf(code: string): string {
  return code.replace(/^[a-z]+_\d+_/, "");
}
