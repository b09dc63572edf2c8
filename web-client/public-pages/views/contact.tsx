// Complaints and questions (CC-3.6): two fields, and a number to come back with.
import { useEffect, useRef, useState } from "preact/hooks";
import type { ComplaintReceipt } from "../../shared/protocol.ts";
import { api, Refused } from "../api.ts";
import { complaintOf, flawOf, type Flaw, type Typed } from "../complaint.ts";
import { useSpeech } from "../language.ts";
import { CONTENT_CHARS_MAX, SENDER_CHARS_MAX } from "../limits.ts";
import { Fetched } from "./fetched.tsx";
import { TextField } from "./text-field.tsx";

export function Contact({ group }: { group: string }) {
  const { t, group: groupName } = useSpeech();
  const [receipt, setReceipt] = useState<ComplaintReceipt | null>(null);
  return (
    <Fetched
      ask={() => api.notice(group)}
      title={() => t.contact.title}
      whose={({ name }) => groupName(name)}
    >
      {({ name }) =>
        receipt === null ? (
          <>
            <p>{t.contact.lead(groupName(name))}</p>
            <Form group={group} onReceived={setReceipt} />
          </>
        ) : (
          <Receipt receipt={receipt} onAnother={() => setReceipt(null)} />
        )
      }
    </Fetched>
  );
}

interface FormProps {
  group: string;
  onReceived(receipt: ComplaintReceipt): void;
}

function Form({ group, onReceived }: FormProps) {
  const { t, problem } = useSpeech();
  const [typed, setTyped] = useState<Typed>({ content: "", sender: "" });
  const [flaw, setFlaw] = useState<Flaw | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (flaw) form.current?.querySelector<HTMLElement>("[aria-invalid='true']")?.focus();
  }, [flaw]);
  const submit = (event: Event) => {
    event.preventDefault();
    const found = flawOf(typed);
    setFlaw(found);
    if (found !== null || busy) return;
    setBusy(true);
    setRefused(null);
    api.complain(group, complaintOf(typed)).then(onReceived, (error: unknown) => {
      setBusy(false);
      setRefused(error instanceof Refused ? error : new Refused(0, null));
    });
  };
  const told = (field: keyof Typed) => {
    if (flaw?.field !== field) return null;
    return flaw.kind === "empty" ? t.contact.empty : t.contact.tooLong(flaw.max);
  };
  return (
    <form ref={form} class="form" noValidate onSubmit={submit}>
      <TextField
        id="content"
        label={t.contact.content}
        note={t.contact.required}
        hint={t.contact.contentHint}
        chars={CONTENT_CHARS_MAX}
        rows={6}
        value={typed.content}
        flaw={told("content")}
        onInput={(content) => setTyped({ ...typed, content })}
      />
      <TextField
        id="sender"
        label={t.contact.sender}
        note={t.contact.optional}
        hint={t.contact.senderHint}
        chars={SENDER_CHARS_MAX}
        rows={2}
        value={typed.sender}
        flaw={told("sender")}
        onInput={(sender) => setTyped({ ...typed, sender })}
      />
      {refused !== null && (
        <div class="problem" role="alert" data-testid="problem" data-code={refused.problem?.code}>
          <p>{problem(refused.problem)}</p>
          {refused.problem?.clause && <p class="clause">{t.clause(refused.problem.clause)}</p>}
        </div>
      )}
      <button class="main-button" aria-busy={busy} data-testid="send">
        {t.contact.send}
      </button>
    </form>
  );
}

interface ReceiptProps {
  receipt: ComplaintReceipt;
  onAnother(): void;
}

function Receipt({ receipt, onAnother }: ReceiptProps) {
  const { t, dayOf } = useSpeech();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section class="receipt" aria-labelledby="received">
      <h2 id="received" tabIndex={-1} ref={heading}>
        {t.contact.received}
      </h2>
      <dl class="facts">
        <div>
          <dt>{t.contact.receipt}</dt>
          <dd>
            <strong data-testid="receipt">{receipt.receipt}</strong>
          </dd>
        </div>
        <div>
          <dt>{t.contact.on}</dt>
          <dd>{dayOf(receipt.received_at)}</dd>
        </div>
        <div>
          <dt>{t.contact.answerBy}</dt>
          <dd>{dayOf(receipt.answer_by - 1)}</dd>
        </div>
      </dl>
      <p class="hint">{t.contact.receiptHint}</p>
      <button type="button" class="quiet-button" onClick={onAnother}>
        {t.contact.another}
      </button>
    </section>
  );
}
