import { useEffect, useState } from "preact/hooks";
import type { OutboxMessage } from "../shared/protocol.ts";
import { isWebLink, parts } from "./sms-text.ts";
import { words } from "./words.ts";

/** A demonstration should not wait for its text message. */
const REFRESH_MS = 1_500;

const timeOfDay = new Intl.DateTimeFormat("ja-JP", { timeZone: "Asia/Tokyo", timeStyle: "medium" });

export function Outbox() {
  const { messages, failed } = useMessages();
  return (
    <main class="phone">
      <header>
        <h1>{words.title}</h1>
        <p class="demo">
          {words.demo} <span lang="en">{words.demoEn}</span>
        </p>
      </header>
      {failed && (
        <p class="failed" role="status">
          {words.failed}
        </p>
      )}
      {messages.length === 0 && !failed && (
        <p class="none">
          {words.none} <span lang="en">{words.noneEn}</span>
        </p>
      )}
      <ol aria-live="polite">
        {messages.map((sms) => (
          <Item key={`${sms.at_ms} ${sms.link}`} sms={sms} />
        ))}
      </ol>
    </main>
  );
}

function Item({ sms }: { sms: OutboxMessage }) {
  return (
    <li class="sms" data-testid="sms" data-channel={sms.channel} data-destination={sms.destination}>
      <p class="meta">
        <span>
          {words.channel[sms.channel]} {words.to} <strong>{sms.destination}</strong>
        </span>
        <time>{timeOfDay.format(sms.at_ms)}</time>
      </p>
      {sms.subject && <p class="subject">{sms.subject}</p>}
      <p class="bubble">
        {parts(sms.text, sms.link).map((part, index) =>
          part.kind === "link" && isWebLink(part.url) ? (
            <a key={index} href={part.url} data-testid="sms-link">
              {part.url}
            </a>
          ) : (
            <span key={index}>{part.kind === "link" ? part.url : part.words}</span>
          ),
        )}
      </p>
    </li>
  );
}

function useMessages() {
  const [messages, setMessages] = useState<readonly OutboxMessage[]>([]);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let timer = 0;
    const refresh = async () => {
      const found = await fetchMessages();
      setFailed(found === null);
      if (found) setMessages(found);
      timer = setTimeout(() => void refresh(), REFRESH_MS);
    };
    void refresh();
    return () => clearTimeout(timer);
  }, []);
  return { messages, failed };
}

async function fetchMessages(): Promise<OutboxMessage[] | null> {
  try {
    const answer = await fetch("/api/v1/demo/outbox", { cache: "no-store" });
    return answer.ok ? ((await answer.json()) as OutboxMessage[]) : null;
  } catch {
    return null;
  }
}
