// Fields that name a person, a unit, a thing or another case.
import { useState } from "preact/hooks";
import { api } from "../api.ts";
import { localOf } from "../calendar/days.ts";
import { texts } from "../i18n/texts.ts";
import { say } from "../../ui/say.ts";
import { sayUnit } from "../../ui/unit-name.tsx";
import { Chooser } from "./chooser.tsx";
import type { InputProps } from "./field.tsx";
import { matches, type Hit } from "./match.ts";
import { textOf, ticksOf } from "./values.ts";

export async function findPersons(query: string): Promise<Hit[]> {
  const { persons } = await api.persons(query);
  return persons.map((person) => ({
    id: person.id,
    name: person.name,
    note: `${person.user_id} ${sayUnit(person.unit_name)}`,
  }));
}

async function findUnits(query: string): Promise<Hit[]> {
  const { units } = await api.units();
  return units
    .filter((unit) => matches(query, unit.name, unit.code))
    .map((unit) => ({ id: unit.id, name: sayUnit(unit.name), note: unit.code }));
}

async function findCases(document: string, query: string): Promise<Hit[]> {
  const { cases } = await api.cases({ document });
  return cases
    .filter((line) => matches(query, line.number, line.label.ja, line.label.en))
    .map((line) => ({
      id: line.id,
      name: `${say(line.label)} ${line.number}`,
      note: say(line.state.label),
    }));
}

/** Those that are over: a report that runs is not saved yet. */
async function findReports(query: string): Promise<Hit[]> {
  const reports = await api.reports();
  return reports
    .filter((report) => report.ended_ms !== undefined && matches(query, report.number))
    .map((report) => ({
      id: report.id,
      name: report.number,
      note: `${localOf(report.created_ms).replace("T", " ")} ${report.operator_name}`,
    }));
}

async function findAssets(document: string, query: string): Promise<Hit[]> {
  const { ledgers } = await api.ledgers();
  const own = ledgers.filter((ledger) => ledger.document === document);
  const pages = await Promise.all(own.map((ledger) => api.assets(document, ledger.kind)));
  return pages.flatMap(({ assets }, nth) =>
    assets
      .filter((asset) => matches(query, asset.number, ...Object.values(asset.attributes)))
      .map((asset) => ({
        id: asset.id,
        name: asset.number,
        note: [
          own[nth] ? say(own[nth].label) : "",
          say(asset.state.label),
          ...Object.values(asset.attributes),
        ].join(" "),
      })),
  );
}

/** Those that are still enrolled. */
async function findTerminals(query: string): Promise<Hit[]> {
  const terminals = await api.terminals();
  return terminals
    .filter((line) => line.revoked === undefined && matches(query, line.name, line.unit_name))
    .map((line) => ({ id: line.id, name: line.name, note: sayUnit(line.unit_name) }));
}

interface Way {
  hint: string;
  /** The server's name of it in the language of the page. */
  nameOf?(name: string): string;
  search(query: string): Promise<Hit[]>;
}

/** The id is the value; its name is known from the server, or since it was chosen. */
function Choosing({ props, way }: { props: InputProps; way: Way }) {
  const { field, typed, names, id, invalid, describedBy, onChange } = props;
  const [found, setFound] = useState<Readonly<Record<string, string>>>({});
  const value = textOf(typed, field.code);
  const nameOf = way.nameOf ?? ((name: string) => name);
  return (
    <Chooser
      id={id}
      hint={way.hint}
      chosen={value === "" ? null : (found[value] ?? nameOf(names[value] ?? value))}
      invalid={invalid}
      describedBy={describedBy}
      search={way.search}
      onChoose={(hit) => {
        if (hit) setFound({ ...found, [hit.id]: hit.name });
        onChange(field.code, hit?.id ?? "");
      }}
    />
  );
}

export function PersonChooser(props: InputProps) {
  return <Choosing props={props} way={{ hint: texts.value.form.findPerson, search: findPersons }} />;
}

export function UnitChooser(props: InputProps) {
  return <Choosing props={props} way={{ hint: texts.value.form.findUnit, search: findUnits, nameOf: sayUnit }} />;
}

export function UnitsChooser(props: InputProps) {
  const way = { hint: texts.value.form.findUnit, search: findUnits, nameOf: sayUnit };
  return <ChoosingSeveral props={props} way={way} />;
}

export function CaseChooser(props: InputProps) {
  const search = (query: string) => findCases(props.document, query);
  return <Choosing props={props} way={{ hint: texts.value.form.findCase, search }} />;
}

export function ReportChooser(props: InputProps) {
  return <Choosing props={props} way={{ hint: texts.value.form.findReport, search: findReports }} />;
}

export function AssetChooser(props: InputProps) {
  const search = (query: string) => findAssets(props.document, query);
  return <Choosing props={props} way={{ hint: texts.value.form.findAsset, search }} />;
}

export function AssetsChooser(props: InputProps) {
  const search = (query: string) => findAssets(props.document, query);
  return <ChoosingSeveral props={props} way={{ hint: texts.value.form.findAsset, search }} />;
}

export function PersonsChooser(props: InputProps) {
  const way = { hint: texts.value.form.findPerson, search: findPersons };
  return <ChoosingSeveral props={props} way={way} />;
}

export function TerminalsChooser(props: InputProps) {
  const way = { hint: texts.value.form.findTerminal, search: findTerminals };
  return <ChoosingSeveral props={props} way={way} />;
}

/** Several: each that is chosen stands above, with a way to leave it out. */
function ChoosingSeveral({ props, way }: { props: InputProps; way: Way }) {
  const { field, typed, names, id, invalid, describedBy, onChange } = props;
  const t = texts.value;
  const [found, setFound] = useState<Readonly<Record<string, string>>>({});
  const chosen = ticksOf(typed, field.code);
  const told = way.nameOf ?? ((name: string) => name);
  const nameOf = (one: string) => found[one] ?? told(names[one] ?? one);
  const search = async (query: string) =>
    (await way.search(query)).filter((hit) => !chosen.includes(hit.id));
  return (
    <>
      <ul class="chosen-list">
        {chosen.map((one) => (
          <li key={one} class="chosen">
            <strong data-testid={`${id}-chosen`}>{nameOf(one)}</strong>
            <button
              type="button"
              class="button button-quiet"
              aria-label={t.form.leaveOut(nameOf(one))}
              onClick={() =>
                onChange(
                  field.code,
                  chosen.filter((other) => other !== one),
                )
              }
            >
              {t.form.clear}
            </button>
          </li>
        ))}
      </ul>
      <Chooser
        key={chosen.length}
        id={id}
        hint={way.hint}
        chosen={null}
        invalid={invalid}
        describedBy={describedBy}
        search={search}
        onChoose={(hit) => {
          if (!hit) return;
          setFound({ ...found, [hit.id]: hit.name });
          onChange(field.code, [...chosen, hit.id]);
        }}
      />
    </>
  );
}
