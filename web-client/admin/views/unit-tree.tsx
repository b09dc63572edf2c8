// The tree as nested lists of links; branches open by the browser's own `details`.
import { useEffect, useRef } from "preact/hooks";
import type { UnitView } from "../../shared/protocol.ts";
import { texts } from "../i18n/texts.ts";
import { href } from "../route.ts";
import { lineOf, treeOf, type Branch } from "../units/tree.ts";
import { showCurrent } from "./current.ts";
import { UnitName } from "../../ui/unit-name.tsx";

interface Props {
  units: readonly UnitView[];
  chosen: string;
}

export function UnitTree({ units, chosen }: Props) {
  const t = texts.value;
  const open = new Set(lineOf(units, chosen));
  const tree = useRef<HTMLElement>(null);
  useEffect(() => showCurrent(tree.current), [chosen]);
  return (
    <nav class="unit-tree no-print" aria-label={t.appoint.units} data-testid="unit-tree" ref={tree}>
      <Branches branches={treeOf(units)} chosen={chosen} open={open} top />
    </nav>
  );
}

interface BranchesProps {
  branches: readonly Branch[];
  chosen: string;
  open: ReadonlySet<string>;
  top?: boolean;
}

function Branches({ branches, chosen, open, top }: BranchesProps) {
  const t = texts.value;
  return (
    <ul>
      {branches.map(({ unit, below }) => (
        <li key={unit.id}>
          <a
            href={href({ at: "appoint", unit: unit.id })}
            aria-current={unit.id === chosen ? "page" : undefined}
          >
            <UnitName of={unit.name} />
          </a>
          {below.length > 0 && (
            <details open={top || open.has(unit.id)}>
              <summary>{t.appoint.below(below.length)}</summary>
              <Branches branches={below} chosen={chosen} open={open} />
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}
