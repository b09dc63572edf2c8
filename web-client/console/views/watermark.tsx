// Who is looking and when, over everything that an ended report received. It stands on the page and
// not in the picture, so that the original stays as it was.
import { calendarDay, clockTime } from "../../ui/time.ts";
import { now_ms } from "../../ui/clock.ts";
import { me } from "../../ui/session.ts";
import { sayUnit } from "../../ui/unit-name.tsx";
import { texts } from "../i18n/texts.ts";

/** Often enough that no cut-out of the picture is without one. */
const COPIES = 6;

/** Stands within a box that is positioned, also in full screen. */
export function Watermark() {
  const person = me.value;
  if (!person) return null;
  const words = [sayUnit(person.unit_name), `${person.name} (${person.user_id})`];
  const moment = `${calendarDay(now_ms.value)} ${clockTime(now_ms.value)}`;
  return (
    <div class="watermark" data-testid="watermark" role="img" aria-label={texts.value.recording.watermark}>
      {Array.from({ length: COPIES }, (_, copy) => (
        <span key={copy} aria-hidden="true">
          {words.join(" ")}
          <br />
          {moment}
        </span>
      ))}
    </div>
  );
}
