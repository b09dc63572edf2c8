// A demo's people: one press makes this browser the terminal that a person works at, and signs in.
import { useEffect, useState } from "preact/hooks";
import type { DemoPerson, Me, TerminalKind } from "../../shared/protocol.ts";
import { language, words } from "../language.ts";
import { ProblemNote } from "../problem.tsx";
import { sessionApi, signIn } from "./api.ts";
import { enrolInDemo, terminal } from "./terminal.ts";
import { useTask } from "./use-task.ts";
import { UnitName } from "../unit-name.tsx";

const KINDS = ["reception", "management", "management_pc", "office"] as const;

export function DemoPeople({ onEnter }: { onEnter(me: Me): void }) {
  const t = words.value.demo;
  const [people, setPeople] = useState<DemoPerson[]>([]);
  const { problem, busy, run } = useTask();
  useEffect(() => {
    // Elsewhere than in a demo there is no such list.
    void sessionApi.demoPeople().then(setPeople, () => undefined);
  }, []);
  if (people.length === 0) return null;
  const enter = (person: DemoPerson) =>
    run(async () => {
      const kind = terminalFor(person, terminal.value?.kind);
      if (kind !== undefined) await enrolInDemo(kind);
      const factor = { kind: "password", password: person.password } as const;
      onEnter(await signIn(person.user_id, factor, worksAtTerminals(person)));
    });
  return (
    <section class="demo-people" aria-labelledby="demo-people-title" aria-busy={busy}>
      <h2 id="demo-people-title">{t.title}</h2>
      <p class="quiet">{t.lead}</p>
      <div class="ways">
        {KINDS.map((kind) => (
          <button
            key={kind}
            type="button"
            class="button"
            data-testid={`demo-enrol-${kind}`}
            aria-pressed={terminal.value?.kind === kind}
            onClick={() => void run(() => enrolInDemo(kind))}
          >
            {t.enrol[kind]}
          </button>
        ))}
      </div>
      <ProblemNote problem={problem} />
      <div class="demo-units">
        {unitsOf(people).map((unit, nth) => (
          <section key={unit} aria-labelledby={`demo-unit-${nth}`}>
            <h3 id={`demo-unit-${nth}`}>
              <UnitName of={unit} />
            </h3>
            <ul>
              {people
                .filter((person) => person.unit_name === unit)
                .map((person) => (
                  <Row key={person.user_id} person={person} onPress={() => void enter(person)} />
                ))}
            </ul>
          </section>
        ))}
      </div>
    </section>
  );
}

function Row({ person, onPress }: { person: DemoPerson; onPress(): void }) {
  return (
    <li>
      <button
        type="button"
        class="demo-person"
        data-testid={`demo-person-${person.user_id}`}
        onClick={onPress}
      >
        <strong>{person.name}</strong>
        <span>{language.value === "ja" ? person.post_ja : person.post_en}</span>
        {!worksAtTerminals(person) && (
          <span class="quiet">{words.value.demo.anyBrowser}</span>
        )}
      </button>
    </li>
  );
}

/** In the order of their first person. */
function unitsOf(people: readonly DemoPerson[]): string[] {
  return [...new Set(people.map((person) => person.unit_name))];
}

/** People of a town or a group work in any browser, and a terminal of the police is not theirs. */
function worksAtTerminals(person: DemoPerson): boolean {
  return person.terminals.length > 0;
}

/** The kind to become, where the present one is none of the person's. */
function terminalFor(
  person: DemoPerson,
  present: TerminalKind | undefined,
): TerminalKind | undefined {
  if (present !== undefined && person.terminals.includes(present)) return undefined;
  return person.terminals[0];
}
