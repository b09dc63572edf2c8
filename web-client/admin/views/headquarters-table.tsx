// All headquarters in one table that can be put in order by each column.
import { useState } from "preact/hooks";
import type { Figures, Statistics } from "../../shared/protocol.ts";
import { seconds } from "../../ui/time.ts";
import { UnitName } from "../../ui/unit-name.tsx";
import { texts } from "../i18n/texts.ts";
import { figureOf, KEYS, ordered, type Key, type Order } from "../statistics/order.ts";

export function HeadquartersTable({ answer }: { answer: Statistics }) {
  const t = texts.value.statistics;
  const [order, setOrder] = useState<Order>({ key: "name", reversed: false });
  const sortedBy = (key: Key) => {
    if (order.key !== key) return undefined;
    const ascending = (key === "name") !== order.reversed;
    return ascending ? "ascending" : "descending";
  };
  const choose = (key: Key) =>
    setOrder({ key, reversed: order.key === key ? !order.reversed : false });
  return (
    <section class="part">
      <h2 id="by-headquarters">{t.byHeadquarters}</h2>
      <div class="table-scroll" tabIndex={0} role="region" aria-labelledby="by-headquarters">
        <table class="table table-figures" data-testid="headquarters-figures">
          <thead>
            <tr>
              {KEYS.map((key) => (
                <th key={key} scope="col" aria-sort={sortedBy(key)}>
                  <button
                    type="button"
                    class="sort"
                    title={t.sortBy(t.keys[key])}
                    data-testid={`sort-${key}`}
                    onClick={() => choose(key)}
                  >
                    {t.keys[key]}
                    <span aria-hidden="true">{mark(sortedBy(key))}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ordered(answer.headquarters, order).map((row) => (
              <tr key={row.unit}>
                <th scope="row">
                  <UnitName of={row.name} />
                </th>
                <Cells figures={row.figures} />
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t.total}</th>
              <Cells figures={answer.total} />
            </tr>
          </tfoot>
        </table>
      </div>
    </section>
  );
}

function mark(sorted: "ascending" | "descending" | undefined): string {
  if (sorted === undefined) return " ↕";
  return sorted === "ascending" ? " ↑" : " ↓";
}

function Cells({ figures }: { figures: Figures }) {
  const t = texts.value.statistics;
  return (
    <>
      {KEYS.map((key) => {
        if (key === "name") return null;
        const value = figureOf(figures, key);
        const said = value === undefined ? t.none : key === "median" ? t.seconds(seconds(value)) : value;
        return <td key={key}>{said}</td>;
      })}
    </>
  );
}
