import { useState } from "preact/hooks";
import type { Model } from "./app";
import { Notice } from "./notice";

/** An installed app on an iPhone has a memory of its own, so the address is given to it once. */
export function NoSheet({ model }: { model: Model }) {
  const { words } = model;
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const submit = (event: Event) => {
    event.preventDefault();
    setWrong(!model.paste(text));
  };
  return (
    <Notice notice={words.noSheet}>
      <form onSubmit={submit} noValidate>
        <label class="field">
          <span>{words.paste}</span>
          <input
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            value={text}
            aria-invalid={wrong}
            aria-describedby={wrong ? "paste-wrong" : undefined}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        {wrong && (
          <p class="trouble" id="paste-wrong" role="alert">
            {words.notThis}
          </p>
        )}
        <button class="primary">{words.open}</button>
      </form>
    </Notice>
  );
}
