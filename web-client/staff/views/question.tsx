import { useState } from "preact/hooks";
import type { StaffAnswer } from "../../shared/protocol";
import type { Told } from "../flow";
import type { OfficerSession } from "../session";
import type { Model } from "./app";
import { ReasonField } from "./purpose";
import { Trouble, failureOf } from "./told";

/** In long sessions: is it still initial response (VR-5.2.1)? The picture goes on meanwhile. */
export function Question({ session, model, byMs }: { session: OfficerSession; model: Model; byMs: number }) {
  const t = model.words.question;
  const [exception, setException] = useState(false);
  const [reason, setReason] = useState("");
  const [refused, setRefused] = useState<Told | null>(null);
  const [busy, setBusy] = useState(false);
  const send = (body: StaffAnswer) => {
    if (busy) return;
    setBusy(true);
    session
      .answer(body)
      .then(() => setRefused(null), (error: unknown) => setRefused(failureOf(error, model)))
      .finally(() => setBusy(false));
  };
  const time = new Date(byMs).toLocaleTimeString(model.language, { timeZone: "Asia/Tokyo", hour: "2-digit", minute: "2-digit" });
  return (
    <section class="question" role="alertdialog" aria-labelledby="question" data-testid="still-initial">
      <h2 id="question">{t.title}</h2>
      <p class="fine">{t.until(time)}</p>
      <Trouble told={refused} model={model} />
      {exception ? (
        <>
          <ReasonField reason={reason} model={model} onChange={setReason} />
          <button
            class="primary full"
            aria-busy={busy}
            onClick={() => send({ goes_on: true, purpose: "exception", reason: reason.trim() })}
          >
            {t.go}
          </button>
        </>
      ) : (
        <>
          <button
            class="primary full"
            aria-busy={busy}
            onClick={() => send({ goes_on: true, purpose: "initial_response" })}
          >
            {t.yes}
          </button>
          <div class="two">
            <button class="second" onClick={() => setException(true)}>
              {t.exception}
            </button>
            <button class="second" onClick={() => send({ goes_on: false })}>
              {t.stop}
            </button>
          </div>
        </>
      )}
    </section>
  );
}
