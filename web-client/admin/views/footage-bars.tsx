// What is kept, a bar a file: how much of its time is left, on one axis for all.
import type { FootageLine } from "../../shared/protocol.ts";
import { now_ms } from "../../ui/clock.ts";
import { say } from "../../ui/say.ts";
import { dayOf, minuteOf } from "../calendar/days.ts";
import { remaining } from "../calendar/deadlines.ts";
import { axisOf, lengthOf, nearnessOf, type Axis } from "../footage/plot.ts";
import { offerProvision } from "../footage/provide.ts";
import { texts } from "../i18n/texts.ts";
import { FootageFacts } from "./footage-facts.tsx";
import { Moment } from "./words.tsx";

interface Props {
  files: readonly FootageLine[];
  mayProvide: boolean;
  onLook(file: FootageLine): void;
}

export function FootageBars(props: Props) {
  const { files } = props;
  const axis = axisOf(files, now_ms.value);
  return (
    <>
      {[...new Set(files.map((file) => file.camera))].map((camera) => {
        const own = files.filter((file) => file.camera === camera);
        return (
          <section key={camera} class="recordings" data-testid="camera-footage">
            <h3>
              {own[0]?.address} <span class="row-note">{own[0]?.camera_number}</span>
            </h3>
            <AxisRow axis={axis} />
            <ul>
              {[...own]
                .sort((a, b) => a.erase_at - b.erase_at)
                .map((file) => (
                  <Row key={file.id} {...props} file={file} axis={axis} />
                ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

/** Hundredths of the axis that the word for now takes on a phone. */
const BESIDE_NOW = 14;

/** The days ahead, for the eyes; each file says its own end in words. */
function AxisRow({ axis }: { axis: Axis }) {
  const t = texts.value;
  return (
    <svg class="bar-axis" aria-hidden="true" focusable="false">
      <text x="0" y="12">
        {t.footage.now}
      </text>
      {axis.marks
        .filter((mark) => mark.at > BESIDE_NOW)
        .map((mark) => (
          <g key={mark.day}>
            <line x1={`${mark.at}%`} x2={`${mark.at}%`} y1="0" y2="16" />
            <text x={`${mark.at}%`} dx="4" y="12">
              {`${Number(mark.day.slice(5, 7))}/${Number(mark.day.slice(8))}`}
            </text>
          </g>
        ))}
    </svg>
  );
}

function Row({ file, axis, mayProvide, onLook }: Props & { file: FootageLine; axis: Axis }) {
  const t = texts.value;
  const { unit, count, late } = remaining(file.erase_at, now_ms.value);
  const left = late ? t.footage.past : t.deadline.left[unit](count);
  return (
    <li class="recording" data-testid="recording" data-state={file.state} data-sha256={file.sha256}>
      <div class="recording-head">
        <strong>
          <Moment at={file.recorded_from} />–{endOf(file)}
        </strong>
        <span class="row-note">{file.name}</span>
      </div>
      <svg
        class={`bar bar-${nearnessOf(file, now_ms.value)}`}
        role="img"
        aria-label={t.footage.bar(left)}
        data-testid="bar"
      >
        <rect class="bar-ground" width="100%" height="100%" rx="4" />
        <rect width={`${lengthOf(file, axis)}%`} height="100%" rx="4" />
      </svg>
      <p class="recording-left">
        <strong>{left}</strong> <Moment at={file.erase_at} /> {t.footage.erasedThen}
      </p>
      <div class="row-tools">
        {file.state === "stored" && (
          <button
            type="button"
            class="button button-primary"
            data-testid="look"
            aria-label={t.footage.lookAt(spoken(file))}
            onClick={() => onLook(file)}
          >
            {t.footage.look}
          </button>
        )}
        {mayProvide && file.state === "stored" && (
          <button
            type="button"
            class="button"
            data-testid="provide"
            aria-label={t.footage.provideOf(spoken(file))}
            onClick={() => offerProvision(file)}
          >
            {t.footage.provide}
          </button>
        )}
        <FootageFacts file={file}>{say(file.rule_words)}</FootageFacts>
      </div>
    </li>
  );
}

/** Without the day where it is the same. */
function endOf(file: FootageLine): string {
  const time = minuteOf(file.recorded_to);
  const day = dayOf(file.recorded_to);
  return day === dayOf(file.recorded_from) ? time : `${day} ${time}`;
}

function spoken(file: FootageLine): string {
  return `${dayOf(file.recorded_from)} ${minuteOf(file.recorded_from)} ${file.address}`;
}
