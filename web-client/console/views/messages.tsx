import { useEffect, useRef, useState } from "preact/hooks";
import type { Message, MessageBody, Phrase, Problem, ReportDetail } from "../../shared/protocol.ts";
import { say } from "../actions.ts";
import { asProblem } from "../../ui/http.ts";
import { isOver } from "../funnel.ts";
import { texts } from "../i18n/texts.ts";
import { MESSAGE_ID } from "../keys.ts";
import { MESSAGE_CHARACTERS_MAX } from "../limits.ts";
import { clockTime } from "../../ui/time.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";

/** The order in which a call needs them. */
const PHRASES: readonly Phrase[] = [
  "stay_safe",
  "hold_still",
  "move_slowly",
  "step_back",
  "send_still",
  "send_earlier",
  "help_coming",
  "keep_call",
  "enough",
];

export function Messages({ detail }: { detail: ReportDetail }) {
  const t = texts.value;
  const { problem, sayIt } = useSay(detail.report.id);
  const over = isOver(detail.report);
  return (
    <section
      class={over ? "panel messages messages-over" : "panel messages"}
      aria-labelledby="messages-title"
    >
      <h2 id="messages-title" class="panel-title">
        {t.messages.title}
      </h2>
      <div class="talk">
        <Thread messages={detail.messages} />
        <ProblemNote problem={problem} />
        {!over && <Composer say={sayIt} />}
      </div>
      {!over && <Phrases say={sayIt} />}
    </section>
  );
}

type SayIt = (body: MessageBody) => Promise<boolean>;

function useSay(report: string) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const sayIt: SayIt = async (body) => {
    try {
      await say(report, body);
      setProblem(null);
      return true;
    } catch (error) {
      setProblem(asProblem(error));
      return false;
    }
  };
  return { problem, sayIt };
}

function Thread({ messages }: { messages: readonly Message[] }) {
  const t = texts.value;
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => list.current?.scrollTo({ top: list.current.scrollHeight }), [messages.length]);
  if (messages.length === 0) return <p class="empty">{t.messages.none}</p>;
  return (
    <ol class="thread" ref={list} tabIndex={0} aria-label={t.messages.title}>
      {messages.map((message) => (
        <Item key={message.id} message={message} />
      ))}
    </ol>
  );
}

function Item({ message }: { message: Message }) {
  const t = texts.value;
  const { body, author } = message;
  const own = author === "operator";
  const delivered = message.delivered_ms !== undefined;
  return (
    <li
      class={`message message-${author}`}
      data-testid="message"
      data-author={author}
      data-delivered={own ? delivered : undefined}
    >
      <p class="message-words">
        {body.kind === "words" ? body.words : t.names.phrase[body.phrase]}
      </p>
      <p class="message-meta">
        <span class="visually-hidden">{t.names.author[author]}</span>
        {clockTime(message.at_ms)}
        {own && (
          <span class={delivered ? "mark-delivered" : undefined}>
            <Icon name={delivered ? "check" : "send"} small />
            {delivered ? t.messages.delivered : t.messages.sent}
          </span>
        )}
      </p>
    </li>
  );
}

function Composer({ say }: { say: SayIt }) {
  const t = texts.value;
  const [words, setWords] = useState("");
  const left = MESSAGE_CHARACTERS_MAX - [...words].length;
  const submit = async (event: Event) => {
    event.preventDefault();
    const said = words.trim();
    if (said !== "" && (await say({ kind: "words", words: said }))) setWords("");
  };
  return (
    <form class="composer" onSubmit={(event) => void submit(event)}>
      <label class="visually-hidden" for={MESSAGE_ID}>
        {t.messages.label}
      </label>
      <input
        id={MESSAGE_ID}
        data-testid="message-input"
        autocomplete="off"
        placeholder={t.messages.placeholder}
        value={words}
        maxLength={MESSAGE_CHARACTERS_MAX}
        onInput={(event) => setWords(event.currentTarget.value)}
      />
      <button class="button button-primary" data-testid="message-send" title={t.messages.send}>
        <Icon name="send" />
        <span class="visually-hidden">{t.messages.send}</span>
      </button>
      {left < 50 && (
        <p class="quiet" role="status">
          {t.messages.left(left)}
        </p>
      )}
    </form>
  );
}

function Phrases({ say }: { say: SayIt }) {
  const t = texts.value;
  return (
    <ul class="phrases" aria-label={t.messages.phrases}>
      {PHRASES.map((phrase) => (
        <li key={phrase}>
          <button
            type="button"
            class="button button-phrase"
            data-testid={`phrase-${phrase}`}
            onClick={() => void say({ kind: "phrase", phrase })}
          >
            {t.names.phrase[phrase]}
          </button>
        </li>
      ))}
    </ul>
  );
}
