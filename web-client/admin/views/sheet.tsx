// A form as it looks on paper: an A4 sheet of lines and ruled tables, filled or blank. A form that
// has no layout is a plain table of its fields.
import type { FieldView, PrintCell, PrintPart, PrintRow } from "../../shared/protocol.ts";
import { texts } from "../i18n/texts.ts";
import {
  filledWords,
  linesOf,
  sealOf,
  ticksOf,
  valueWords,
  type Filling,
  type Line,
  type Tick,
} from "../print/fill.ts";
import { say } from "../../ui/say.ts";

export function Sheet({ filling, number }: { filling: Filling; number?: string }) {
  const { form } = filling;
  const parts = form.print?.parts ?? [];
  const t = texts.value;
  return (
    // What does not fit on a phone is scrolled to, also with the keyboard.
    <div class="sheet-scroll" tabIndex={0} role="region" aria-label={t.sheet.region}>
      <article class="sheet" data-testid="sheet" data-form={form.code}>
        {number && <p class="sheet-case">{number}</p>}
        {parts.length > 0 ? (
          parts.map((part, nth) => <Part key={nth} part={part} filling={filling} />)
        ) : (
          <Plain filling={filling} />
        )}
      </article>
    </div>
  );
}

function Part({ part, filling }: { part: PrintPart; filling: Filling }) {
  const words = part.words && filledWords(part.words, filling);
  if (part.columns.length === 0) {
    return part.align === "title" ? (
      <h2 class="sheet-title">{words}</h2>
    ) : (
      <p class={`sheet-line sheet-${part.align}`}>{words}</p>
    );
  }
  const whole = part.columns.reduce((sum, width) => sum + width, 0);
  return (
    <table class="sheet-table">
      {words && <caption class={`sheet-${part.align}`}>{words}</caption>}
      <colgroup>
        {part.columns.map((width, nth) => (
          <col key={nth} style={{ width: `${(100 * width) / whole}%` }} />
        ))}
      </colgroup>
      <tbody>
        {part.rows.map((row, nth) => (
          <Rows key={nth} row={row} filling={filling} />
        ))}
      </tbody>
    </table>
  );
}

function Rows({ row, filling }: { row: PrintRow; filling: Filling }) {
  return (
    <>
      {linesOf(row, filling).map((line, nth) => (
        <tr key={nth}>
          {row.cells.map((cell, at) => (
            <Cell key={at} cell={cell} line={line} filling={filling} />
          ))}
        </tr>
      ))}
    </>
  );
}

interface CellProps {
  cell: PrintCell;
  line: Line | undefined;
  filling: Filling;
}

function Cell({ cell, line, filling }: CellProps) {
  const Tag = cell.head ? "th" : "td";
  return (
    <Tag
      colSpan={cell.span}
      rowSpan={cell.rows}
      style={cell.tall > 1 ? { height: `${cell.tall * 1.6}em` } : undefined}
    >
      {cell.words && <span class="sheet-words">{filledWords(cell.words, filling)}</span>}
      {cell.ticks && <Ticks ticks={ticksOf(cell.ticks, cell, filling)} />}
      {cell.done && <Seal step={cell.done} filling={filling} />}
      {cell.of_line && line?.[cell.of_line]}
    </Tag>
  );
}

function Ticks({ ticks }: { ticks: readonly Tick[] }) {
  const t = texts.value;
  return (
    <ul class="sheet-ticks">
      {ticks.map((tick, nth) => (
        <li key={nth} data-ticked={tick.ticked}>
          <span class={tick.ticked ? "box box-ticked" : "box"}>
            <span class="visually-hidden">{tick.ticked ? t.sheet.ticked : t.sheet.notTicked}</span>
          </span>
          {tick.words}
          {tick.more !== undefined && t.aside(tick.more)}
        </li>
      ))}
    </ul>
  );
}

function Seal({ step, filling }: { step: string; filling: Filling }) {
  const seal = sealOf(step, filling);
  if (!seal) return null;
  return (
    <span class="sheet-seal">
      <span>{seal.name}</span>
      <small>{seal.day}</small>
    </span>
  );
}

function Plain({ filling }: { filling: Filling }) {
  const { form } = filling;
  const t = texts.value;
  const print = form.print;
  return (
    <>
      {print?.number && <p class="sheet-line">{say(print.number)}</p>}
      <h2 class="sheet-title">{say(print?.label ?? form.label)}</h2>
      {print && !print.supplied && (
        <p class="sheet-line sheet-note" data-testid="layout-not-supplied">
          {t.sheet.notSupplied}
        </p>
      )}
      <table class="sheet-table">
        <tbody>
          {form.fields.map((field) => (
            <tr key={field.code}>
              <th class="sheet-label">{say(field.label)}</th>
              <td>
                <PlainValue field={field} filling={filling} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function PlainValue({ field, filling }: { field: FieldView; filling: Filling }) {
  if (field.options.length > 0) return <Ticks ticks={ticksOf(field.code, { with: [], without: [] }, filling)} />;
  return <span class="sheet-words">{valueWords(field, filling)}</span>;
}
