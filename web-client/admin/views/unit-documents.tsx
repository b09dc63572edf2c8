// By which documents a unit works, and the switch of whoever may use it.
import { useState } from "preact/hooks";
import type { UnitDocument, UnitView } from "../../shared/protocol.ts";
import { say } from "../../ui/say.ts";
import { UnitName } from "../../ui/unit-name.tsx";
import { tell } from "../actions.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { useLoaded } from "../load.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";
import { Shown } from "./loaded.tsx";
import { Chip, Moment } from "./words.tsx";

interface Props {
  unit: UnitView;
  /** Other posts can be given now. */
  onSwitched(): void;
}

export function UnitDocuments({ unit, onSwitched }: Props) {
  const t = texts.value;
  const loaded = useLoaded(() => api.unitDocuments(unit.id), [unit.id]);
  const [asked, setAsked] = useState<UnitDocument | null>(null);
  return (
    <section class="part" aria-labelledby="unit-documents">
      <h3 id="unit-documents">{t.documents.ofUnit}</h3>
      <p class="quiet">{t.documents.lead}</p>
      <Shown of={loaded}>
        {({ documents }) => (
          <ul class="rows" data-testid="unit-documents">
            {documents.map((line) => (
              <Row key={line.document} line={line} unit={unit} onSwitch={() => setAsked(line)} />
            ))}
          </ul>
        )}
      </Shown>
      {asked && (
        <ConfirmDialog
          title={t.documents.ask(say(asked.title), !asked.on)}
          testid="switch-document"
          consequence={asked.on ? t.documents.explainOff : t.documents.explainOn}
          act={() => api.switchDocument(unit.id, { document: asked.document, on: !asked.on })}
          onDone={() => {
            setAsked(null);
            tell(t.documents.switched(say(asked.title), !asked.on));
            loaded.reload();
            onSwitched();
          }}
          onClose={() => setAsked(null)}
        >
          <UnitName of={unit.name} />
        </ConfirmDialog>
      )}
    </section>
  );
}

interface RowProps {
  line: UnitDocument;
  unit: UnitView;
  onSwitch(): void;
}

function Row({ line, unit, onSwitch }: RowProps) {
  const t = texts.value;
  const above = line.by_unit !== undefined && line.by_unit !== unit.id;
  return (
    <li class="row-card" data-testid={`document-${line.document}`} data-on={line.on}>
      <span class="row-title">{say(line.title)}</span>
      <span class="row-chips">
        <Chip tone={line.on ? "good" : "over"} icon={line.on ? "check" : "close"}>
          {line.on ? t.documents.on : t.documents.off}
        </Chip>
        {line.everywhere && <span class="quiet">{t.documents.everywhere}</span>}
        {above && (
          <span class="quiet">
            {t.documents.by} <UnitName of={line.by_unit_name ?? ""} />
          </span>
        )}
        {line.at !== undefined && line.by && (
          <span class="quiet">
            <Moment at={line.at} /> {line.by.name}
          </span>
        )}
      </span>
      {line.may_switch && (
        <span class="row-tools">
          <button
            type="button"
            class="button"
            data-testid={`switch-${line.document}`}
            onClick={onSwitch}
          >
            {line.on ? t.documents.switchOff : t.documents.switchOn}
          </button>
        </span>
      )}
    </li>
  );
}
