// A demo's people: one press makes this browser the terminal that a person works at, and signs in.
import { useEffect, useState } from "preact/hooks";
import type { DemoPerson, DemoPost, Me, TerminalKind } from "../../shared/protocol.ts";
import { language, words } from "../language.ts";
import { found, groupsOf } from "./demo-groups.ts";
import { ProblemNote } from "../problem.tsx";
import { sessionApi, signIn } from "./api.ts";
import { enrolInDemo, terminal } from "./terminal.ts";
import { useTask } from "./use-task.ts";
import { UnitName } from "../unit-name.tsx";

const KINDS = ["reception", "management", "management_pc", "office"] as const;

export function DemoPeople({ onEnter }: { onEnter(me: Me): void }) {
  const t = words.value.demo;
  const [people, setPeople] = useState<DemoPerson[]>([]);
  const [query, setQuery] = useState("");
  const { problem, busy, run } = useTask();
  useEffect(() => {
    // Elsewhere than in a demo there is no such list.
    void sessionApi.demoPeople().then(setPeople, () => undefined);
  }, []);
  if (people.length === 0) return null;
  const shown = found(people, query);
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
      <ProblemNote problem={problem} />
      <div class="field">
        <label class="field-label" for="demo-find">
          {t.find}
        </label>
        <input
          id="demo-find"
          type="search"
          autocomplete="off"
          data-testid="demo-find"
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
        <span class="quiet" role="status">
          {t.found(shown.length, people.length)}
        </span>
      </div>
      <div class="demo-units">
        {groupsOf(shown).map(({ document, units }) => (
          <section key={document.document} aria-labelledby={`demo-${document.document}`}>
            <h3 id={`demo-${document.document}`}>{titleOf(document)}</h3>
            {units.map(({ unit, people: here }) => (
              <div key={unit} class="demo-unit">
                <h4>
                  <UnitName of={unit} />
                </h4>
                <ul>
                  {here.map((person) => (
                    <Row
                      key={person.user_id}
                      person={person}
                      onPress={() => void enter(person)}
                    />
                  ))}
                </ul>
              </div>
            ))}
          </section>
        ))}
      </div>
      <h3>{t.ways}</h3>
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
    </section>
  );
}

function Row({ person, onPress }: { person: DemoPerson; onPress(): void }) {
  const t = words.value;
  const [first, ...others] = person.posts;
  const kind = person.terminals[0];
  return (
    <li>
      <button
        type="button"
        class="demo-person"
        data-testid={`demo-person-${person.user_id}`}
        onClick={onPress}
      >
        <strong>{person.name}</strong>
        <span>{first && postOf(first)}</span>
        {others.map((post) => (
          <span key={post.document + post.post_en}>
            {titleOf(post)}: {postOf(post)}
          </span>
        ))}
        <span class="quiet">
          {person.user_id}・{kind === undefined ? t.demo.anyBrowser : t.terminal.kinds[kind]}
        </span>
      </button>
    </li>
  );
}

function titleOf(post: DemoPost): string {
  return language.value === "ja" ? post.title_ja : post.title_en;
}

function postOf(post: DemoPost): string {
  return language.value === "ja" ? post.post_ja : post.post_en;
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
