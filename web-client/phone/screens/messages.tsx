import { Component } from "preact";
import type { MessageBody } from "../../shared/protocol";
import type { LiveSession } from "../live/session";
import { WORDS_MAX } from "../live/limits";
import type { PhoneWords } from "./words";

interface MessagesProperties {
  session: LiveSession;
  words: PhoneWords;
}

const textOf = (body: MessageBody, words: PhoneWords) =>
  body.kind === "phrase" ? (words.phrases[body.phrase] ?? body.phrase) : body.words;

/** The operator's newest message, large, until it is put away. */
export function Toast({ session, words }: MessagesProperties) {
  const line = session.talk.newest;
  return (
    <div aria-live="assertive" class="live-region">
      {line && (
        <div class="toast" key={line.key}>
          <p>
            <span class="who">{words.messages.operator}</span>
            {textOf(line.body, words)}
          </p>
          <button class="small" onClick={() => session.putAway()}>
            {words.messages.close}
          </button>
        </div>
      )}
    </div>
  );
}

export class Messages extends Component<MessagesProperties> {
  override render({ session, words }: MessagesProperties) {
    const { messages } = words;
    return (
      <section class="messages">
        <h2>{messages.title}</h2>
        {session.talk.lines.length === 0 && <p class="fine">{messages.empty}</p>}
        <ol>
          {session.talk.lines.map((line) => (
            <li key={line.key} class={line.author}>
              <span class="who">
                {line.author === "operator" ? messages.operator : messages.you}
                {line.unsent && ` · ${messages.unsent}`}
              </span>
              {textOf(line.body, words)}
            </li>
          ))}
        </ol>
        <form onSubmit={this.send}>
          <input
            name="words"
            maxLength={WORDS_MAX}
            autoComplete="off"
            enterkeyhint="send"
            aria-label={messages.write}
            placeholder={messages.write}
          />
          <button class="second">{messages.send}</button>
        </form>
      </section>
    );
  }

  private readonly send = (event: Event) => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem(
      "words",
    ) as HTMLInputElement;
    if (this.props.session.say(field.value)) field.value = "";
  };
}
