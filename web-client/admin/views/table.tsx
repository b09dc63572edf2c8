// A table whose rows are cards on a phone: each cell then says its heading itself.
import type { ComponentChildren } from "preact";

export interface Column<Row> {
  head: string;
  cell(row: Row): ComponentChildren;
}

interface Props<Row> {
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  testid?: string;
}

export function Table<Row>({ columns, rows, testid }: Props<Row>) {
  return (
    <div class="table-scroll">
      <table class="table table-cards" data-testid={testid}>
        <thead>
          <tr>
            {columns.map(({ head }) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, nth) => (
            <tr key={nth}>
              {columns.map(({ head, cell }) => (
                <td key={head} data-label={head}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
