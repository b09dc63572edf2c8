// A plot with what it says in words, and its figures as a table below.
import type { ComponentChildren } from "preact";

interface Props {
  title: string;
  lead?: string;
  testid: string;
  height: number;
  /** What the eyes see, in a sentence. */
  alt: string;
  legend?: readonly (readonly [mark: string, name: string])[];
  table: ComponentChildren;
  children: ComponentChildren;
}

export function Plot({ title, lead, testid, height, alt, legend = [], table, children }: Props) {
  return (
    <section class="part plot" data-testid={testid}>
      <h2>{title}</h2>
      {lead && <p class="quiet">{lead}</p>}
      {legend.length > 0 && (
        <ul class="plot-legend">
          {legend.map(([mark, name]) => (
            <li key={name}>
              <svg class="plot-mark" aria-hidden="true" focusable="false">
                <rect class={mark} width="100%" height="100%" rx="2" />
              </svg>
              {name}
            </li>
          ))}
        </ul>
      )}
      <svg class="plot-area" height={height} role="img" aria-label={`${title}: ${alt}`}>
        {children}
      </svg>
      <p class="plot-words">{alt}</p>
      {table}
    </section>
  );
}

interface TableProps {
  head: readonly string[];
  rows: readonly (readonly (string | number)[])[];
  testid?: string;
}

/** The first cell of a row names it. */
export function FiguresTable({ head, rows, testid }: TableProps) {
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={head[0]}>
      <table class="table table-figures" data-testid={testid}>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...cells]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {cells.map((cell, nth) => (
                <td key={nth}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
