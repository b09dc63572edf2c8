import { useState } from "preact/hooks";
import type { StaffRegistration } from "../../shared/protocol";
import { digitsOf, grouped } from "../code";
import type { Flow } from "../flow";
import type { Model } from "./app";
import { Notice, focusOnce } from "./notice";
import { PurposeField, type Chosen } from "./purpose";
import { Sheet } from "./register";
import { Renew } from "./renew";
import { ReportForm } from "./report-form";
import { Trouble } from "./told";

type ReadyFlow = Flow & { at: "ready" };

/** Code, purpose, one tap: the camera runs. Everything else stands below. */
export function Ready({ flow, model }: { flow: ReadyFlow; model: Model }) {
  const [form, setForm] = useState<"before" | "renew" | { case: string } | null>(null);
  const [said, setSaid] = useState<readonly [string, string] | null>(null);
  const { words } = model;
  const { registration } = flow.opened;
  if (!registration) return null;
  const close = () => setForm(null);
  if (form === "renew") return <Renew opened={flow.opened} model={model} onDone={close} />;
  if (form !== null) {
    return (
      <ReportForm
        after={form === "before" ? null : form.case}
        model={model}
        onClose={close}
        onDone={() => {
          setSaid(form === "before" ? words.report.sentBefore : [words.report.sentAfter, ""]);
          close();
        }}
      />
    );
  }
  return (
    <div class="form">
      {flow.fresh && <Fresh model={model} />}
      {said && <Said said={said} />}
      <Owed
        registration={registration}
        model={model}
        onReport={(report) => setForm({ case: report })}
        onRenew={() => setForm("renew")}
      />
      {registration.in_session ? (
        <GoOn model={model} />
      ) : registration.locked ? (
        <div role="alert" class="stopped-here">
          <Notice notice={words.ready.locked} />
        </div>
      ) : (
        <Begin flow={flow} model={model} onReport={() => setForm("before")} />
      )}
      <Sheet opened={flow.opened} model={model} />
    </div>
  );
}

function Fresh({ model }: { model: Model }) {
  const { done, install } = model.words.register;
  const installed = matchMedia("(display-mode: standalone)").matches;
  return (
    <>
      <Said said={done} />
      {!installed && (
        <section class="told">
          <h2>{install[0]}</h2>
          <p>{install[1]}</p>
        </section>
      )}
    </>
  );
}

function Said({ said: [title, body] }: { said: readonly [string, string] }) {
  return (
    <p class="good" role="status">
      <span aria-hidden="true">✓</span> <b>{title}</b> {body}
    </p>
  );
}

interface OwedProperties {
  registration: StaffRegistration;
  model: Model;
  onReport: (report: string) => void;
  onRenew: () => void;
}

/** What this phone still owes: reports of uses, and the yearly reading of the instruction. */
function Owed({ registration, model, onReport, onRenew }: OwedProperties) {
  const t = model.words.ready;
  const [first] = registration.reports_due;
  return (
    <>
      {first && (
        <div class="warn" data-testid="report-due">
          <p>
            <span aria-hidden="true">!</span> {t.due(registration.reports_due.length, momentOf(first.due_ms, model.language))}
          </p>
          <button class="second" onClick={() => onReport(first.case)}>
            {t.reportNow}
          </button>
        </div>
      )}
      {registration.renewal_due && (
        <div class="warn">
          <p>
            <span aria-hidden="true">!</span> {t.renew}
          </p>
          <button class="second" onClick={onRenew}>
            {model.words.register.instruction}
          </button>
        </div>
      )}
    </>
  );
}

function GoOn({ model }: { model: Model }) {
  const t = model.words.ready;
  return (
    <>
      <Notice notice={t.running} />
      <div class="thumb">
        <button class="primary full" onClick={() => model.dispatch({ type: "begin", begun: null })}>
          {t.goOn}
        </button>
      </div>
    </>
  );
}

function Begin({ flow, model, onReport }: { flow: ReadyFlow; model: Model; onReport: () => void }) {
  const { words, language } = model;
  const t = words.ready;
  const { opened, kept, told, wrong } = flow;
  const digits = opened.code_digits;
  const [code, setCode] = useState("");
  const [chosen, setChosen] = useState<Chosen>({
    purpose: kept?.purpose ?? null,
    reason: kept?.reason ?? "",
  });
  const [missing, setMissing] = useState<string | null>(null);
  const start = (event: Event) => {
    event.preventDefault();
    const { purpose, reason } = chosen;
    if (code.length < digits) return setMissing(t.codeShort(digits));
    if (purpose === null) return setMissing(t.choose);
    if (purpose === "exception" && !reason.trim()) return setMissing(t.reasonMissing);
    model.dispatch({ type: "begin", begun: { access_code: code, purpose, reason: reason.trim() } });
  };
  return (
    <form onSubmit={start} noValidate>
      <h1 tabIndex={-1} ref={focusOnce}>
        {t.title}
      </h1>
      {!model.able && <p class="warn">{words.here(model.kind)}</p>}
      <label class="field code">
        <span>{t.code}</span>
        <input
          name="code"
          inputMode="numeric"
          autocomplete="one-time-code"
          enterkeyhint="done"
          placeholder={grouped("0".repeat(digits))}
          aria-describedby="code-hint"
          value={grouped(code)}
          onInput={({ currentTarget }) => {
            const typed = digitsOf(currentTarget.value, digits);
            setCode(typed);
            setMissing(null);
            currentTarget.value = grouped(typed);
          }}
        />
      </label>
      <p class="fine" id="code-hint">
        {t.codeHint(digits)}
      </p>
      {wrong > 0 && <p class="fine">{t.wrong(wrong)}</p>}
      <PurposeField chosen={chosen} model={model} onChange={(next) => (setChosen(next), setMissing(null))} />
      <section class="told">
        <h2>{t.notice}</h2>
        <p>{language === "ja" ? opened.texts.notice : opened.texts.notice_en}</p>
      </section>
      <details>
        <summary>{t.which}</summary>
        <p>{t.reported}</p>
        <p>{t.noTime}</p>
        <button type="button" class="second" onClick={onReport}>
          {t.reportFirst}
        </button>
      </details>
      <div class="thumb">
        {missing ? (
          <p class="trouble" role="alert">
            <span aria-hidden="true">!</span> {missing}
          </p>
        ) : (
          <Trouble told={told} model={model} />
        )}
        <button class="primary full">{t.start}</button>
      </div>
    </form>
  );
}

/** In Japan's time, whatever the phone believes. */
export function momentOf(at_ms: number, language: "ja" | "en"): string {
  return new Intl.DateTimeFormat(language === "ja" ? "ja-JP" : "en-GB", {
    timeZone: "Asia/Tokyo",
    month: "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  }).format(at_ms);
}
