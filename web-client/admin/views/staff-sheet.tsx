// The sheet of a staff URL on A4 (VR-5.1.1), shown once: the address is kept nowhere. Japanese,
// with small English for whoever reads that, whatever the page speaks.
import type { StaffUrlIssued } from "../../shared/protocol.ts";
import { unitName } from "../../shared/unit-name.ts";
import { dayOf } from "../calendar/days.ts";
import { staffEn } from "../i18n/staff.en.ts";
import { staffJa } from "../i18n/staff.ja.ts";
import { texts } from "../i18n/texts.ts";
import { qrOf } from "../staff/qr.ts";
import { Page } from "./page.tsx";

const ja = staffJa.sheet;
const en = staffEn.sheet;

export function StaffSheet({ issued, onClose }: { issued: StaffUrlIssued; onClose(): void }) {
  const t = texts.value.staff.sheet;
  return (
    <Page
      title={t.title}
      testid="staff-sheet-page"
      tools={
        <>
          <button type="button" class="button button-primary" data-testid="staff-sheet-print" onClick={() => print()}>
            {t.print}
          </button>
          <button type="button" class="button" data-testid="staff-sheet-close" onClick={onClose}>
            {t.close}
          </button>
        </>
      }
    >
      <p class="note note-warning no-print">{t.once}</p>
      <Sheet issued={issued} />
    </Page>
  );
}

function Sheet({ issued: { url, staff_url, texts: told } }: { issued: StaffUrlIssued }) {
  const qr = qrOf(url);
  const unit = unitName(staff_url.unit_name, false);
  return (
    <article class="staff-sheet" lang="ja" data-testid="staff-sheet" data-number={staff_url.sheet_number}>
      <header>
        <h2>
          {ja.heading}
          <small lang="en">{en.heading}</small>
        </h2>
        <p class="stamp">
          {ja.back}
          <small lang="en">{en.back}</small>
        </p>
      </header>
      <div class="staff-sheet-top">
        <svg viewBox={`0 0 ${qr.size} ${qr.size}`} role="img" aria-label={ja.qr} shape-rendering="crispEdges" data-testid="staff-qr">
          <rect width={qr.size} height={qr.size} fill="#fff" />
          <path d={qr.path} fill="#000" />
        </svg>
        <dl>
          <Fact name={ja.number} english={en.number} value={staff_url.sheet_number} />
          <Fact name={ja.unit} english={en.unit} value={`${unit} ${staff_url.section}`.trim()} />
          <Fact name={ja.date} english={en.date} value={dayOf(staff_url.issued_ms)} />
          <Fact name={ja.until} english={en.until} value={dayOf(staff_url.valid_to_ms)} />
        </dl>
      </div>
      <Steps title={ja.steps} english={en.steps} steps={ja.step} inEnglish={en.step} />
      <Steps title={ja.use} english={en.use} steps={ja.uses} inEnglish={en.uses} />
      <section>
        <h3>
          {ja.care} <small lang="en">{en.care}</small>
        </h3>
        <p class="lines">{told.instruction}</p>
        <p class="lines english" lang="en">
          {told.instruction_en}
        </p>
        <p>
          <strong>{ja.lost}</strong>
        </p>
        <p class="english" lang="en">
          {en.lost}
        </p>
      </section>
    </article>
  );
}

function Fact({ name, english, value }: { name: string; english: string; value: string }) {
  return (
    <div>
      <dt>
        {name} <small lang="en">{english}</small>
      </dt>
      <dd>{value}</dd>
    </div>
  );
}

interface StepsProps {
  title: string;
  english: string;
  steps: readonly string[];
  inEnglish: readonly string[];
}

function Steps({ title, english, steps, inEnglish }: StepsProps) {
  return (
    <section>
      <h3>
        {title} <small lang="en">{english}</small>
      </h3>
      <ol>
        {steps.map((step, index) => (
          <li key={step}>
            {step}
            <span class="english" lang="en">
              {inEnglish[index]}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
