// Small pieces of every screen: a clause that leads to its article, a moment, a person.
import type { Day, PersonRef, UnixMs } from "../../shared/protocol.ts";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { language } from "../../ui/language.ts";
import { dayOf, eraDay, minuteOf } from "../calendar/days.ts";
import { texts } from "../i18n/texts.ts";
import { href } from "../route.ts";
import { rulebooks } from "../state.ts";

/** The document of a clause is the prefix of its id. */
export function documentOf(clause: string): string {
  return clause.split("-")[0] ?? "";
}

export function Clause({ of }: { of: string }) {
  const t = texts.value;
  const document = documentOf(of);
  const known = rulebooks.value.some((head) => head.document === document);
  const words = t.clause(of);
  if (!known) return <span class="clause-mark">{words}</span>;
  const to = href({ at: "rulebook", document, part: "articles", code: of });
  return (
    <a class="clause-mark" href={to}>
      {words}
    </a>
  );
}

/** `2026-11-27 09:05` in Japan. */
export function Moment({ at }: { at: UnixMs }) {
  return (
    <time class="moment" dateTime={new Date(at).toISOString()}>
      {dayOf(at)} {minuteOf(at)}
    </time>
  );
}

/** The day, and in Japanese also by its era. */
export function DayText({ day }: { day: Day }) {
  return (
    <time class="moment" dateTime={day} title={language.value === "ja" ? eraDay(day) : undefined}>
      {day}
    </time>
  );
}

/** From a day to a day, or to no end. */
export function DaySpan({ from, to, open }: { from: Day; to: Day | undefined; open: string }) {
  const t = texts.value;
  return (
    <>
      <DayText day={from} /> {t.to} {to ? <DayText day={to} /> : open}
    </>
  );
}

export function Person({ of }: { of: PersonRef }) {
  return (
    <span class="person">
      <span class="person-name">{of.name}</span> <span class="quiet">{of.user_id}</span>
    </span>
  );
}

export type Tone = "info" | "good" | "warning" | "bad" | "over";

/** Colour, icon and words together. */
export function Chip({ tone, icon, children }: { tone: Tone; icon: IconName; children: string }) {
  return (
    <span class={`chip chip-${tone}`}>
      <Icon name={icon} small />
      {children}
    </span>
  );
}
