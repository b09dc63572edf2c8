import { element } from "../dom";
import type { Flow } from "../flow";
import type { Model } from "../view";
import { type SeldomWords, seldomWords } from "./words";

type Asking = Flow & { at: "code" };

/** The access code [アクセスコード], heard on the phone (VR-4.1.3b). The answer shows what a try came to. */
export async function showCode(
  root: HTMLElement,
  { flow, language, dispatch }: Model,
): Promise<(now: Asking) => void> {
  const { opened } = flow as Asking;
  const { code: words } = await seldomWords(language);
  const digits = opened.access_code_digits ?? 0;
  const wrong = element("p", { class: "hint", id: "code-wrong", role: "alert" });
  const field = element("input", {
    id: "code",
    inputmode: "numeric",
    autocomplete: "off",
    // Full-width digits and a space between them are forgiven.
    maxlength: String(digits * 2),
    "aria-describedby": "code-wrong",
    required: true,
  });
  const heading = element("h1", { tabindex: "-1" }, words.title);
  root.append(
    element(
      "form",
      {
        class: "sheet ask-code",
        novalidate: true,
        submit: (event) => {
          event.preventDefault();
          dispatch({ type: "code", code: field.value });
        },
      },
      heading,
      element("p", {}, words.lead(digits)),
      element("label", { for: "code" }, words.label),
      field,
      wrong,
      element("div", { class: "acts" }, element("button", { class: "primary" }, words.next)),
    ),
  );
  heading.focus();
  return ({ wrong: refusal }) => {
    field.setAttribute("aria-invalid", String(refusal !== null));
    wrong.textContent = refusal === null ? "" : said(words, refusal);
    if (refusal === null) return;
    field.value = "";
    field.focus();
  };
}

function said({ wrong }: SeldomWords["code"], code: string): string {
  if (code === "") return wrong.offline;
  return wrong[code as keyof typeof wrong] ?? wrong.slow;
}
