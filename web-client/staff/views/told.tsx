import { Refused } from "../../phone/api";
import type { Told } from "../flow";
import { toldBy } from "../session";
import type { Model } from "./app";

/** A refusal in the server's words; a sign and words, never colour alone. */
export function Trouble({ told, model }: { told: Told | null; model: Model }) {
  if (!told) return null;
  const { words, language } = model;
  return (
    <p class="trouble" role="alert" data-code={told.code}>
      <span aria-hidden="true">!</span> {told[language] || words.refused}
    </p>
  );
}

/** What a form shows after its request failed. */
export function failureOf(error: unknown, model: Model): Told {
  if (error instanceof Refused) return toldBy(error);
  const [, body] = model.words.unreachable;
  return { code: "unreachable", ja: body, en: body };
}
