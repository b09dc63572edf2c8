import type { TrailLine, TrailPage } from "../../shared/protocol.ts";
import { texts } from "../i18n/texts.ts";
import { href } from "../route.ts";
import { say } from "../../ui/say.ts";
import { sayUnit } from "../../ui/unit-name.tsx";
import type { Names, RowWords } from "../trail/query.ts";
import { Chip, Clause, Moment } from "./words.tsx";

/** Names where the server gives them, our words for what the system does, else the code. */
export function wordsOf({ names, actions, posts }: Names): RowWords {
  const t = texts.value.trail;
  const subject = (code: string): string => {
    const [kind = "", id = ""] = code.split(":");
    const name = names[code];
    if (kind === "word") return t.words[id] ?? id;
    if (kind === "unit" && name !== undefined) return `${texts.value.subjectKind(kind)} ${sayUnit(name)}`;
    const short = id.length > 12 ? `${id.slice(0, 8)}…` : id;
    return `${texts.value.subjectKind(kind)} ${name ?? short}`;
  };
  return {
    who: (line) => {
      const name = names[line.actor];
      if (name !== undefined) return name;
      const [kind = ""] = line.actor.split(":");
      return t.actors[kind as keyof typeof t.actors] ?? line.actor;
    },
    what: (line) => {
      const label = actions[line.action];
      if (label) return say(label);
      return t.acts[line.action as keyof typeof t.acts] ?? line.action;
    },
    about: (line) => texts.value.list(line.subjects.map(subject)),
    post: (line) => {
      const label = posts[line.post];
      return label ? say(label) : line.post;
    },
    terminal: (line) =>
      t.terminals[line.terminal as keyof typeof t.terminals] ?? line.terminal,
    result: (line) => (line.result === "refused" ? t.results.refused : t.results.allowed),
  };
}

export function TrailTable({ page }: { page: TrailPage }) {
  const t = texts.value.trail;
  const words = wordsOf(page);
  return (
    <div class="table-scroll">
      <table class="table table-cards" data-testid="trail-lines">
        <thead>
          <tr>
            <th scope="col">{t.seq}</th>
            <th scope="col">{t.when}</th>
            <th scope="col">{t.who}</th>
            <th scope="col">{t.what}</th>
            <th scope="col">{t.about}</th>
            <th scope="col">{t.clause}</th>
            <th scope="col">{t.result}</th>
          </tr>
        </thead>
        <tbody>
          {page.lines.map((line) => (
            <Row key={line.seq} line={line} words={words} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ line, words }: { line: TrailLine; words: RowWords }) {
  const t = texts.value.trail;
  const refused = line.result === "refused";
  return (
    <tr data-testid="trail-line" data-action={line.action} data-result={line.result}>
      <td data-label={t.seq} class="cell-number">
        {line.seq}
      </td>
      <td data-label={t.when}>
        <Moment at={line.at} />
      </td>
      <td data-label={t.who}>
        {words.who(line)}
        <span class="row-note">
          {texts.value.list([words.post(line), words.terminal(line)].filter((word) => word !== ""))}
        </span>
      </td>
      <td data-label={t.what}>{words.what(line)}</td>
      <td data-label={t.about}>
        <Subjects line={line} words={words} />
      </td>
      <td data-label={t.clause}>{line.clause !== "" && <Clause of={line.clause} />}</td>
      <td data-label={t.result}>
        <Chip tone={refused ? "bad" : "good"} icon={refused ? "close" : "check"}>
          {words.result(line)}
        </Chip>
      </td>
    </tr>
  );
}

function Subjects({ line, words }: { line: TrailLine; words: RowWords }) {
  return (
    <ul class="subjects">
      {line.subjects.map((code) => {
        const [kind, id = ""] = code.split(":");
        const name = words.about({ ...line, subjects: [code] });
        return (
          <li key={code} title={code}>
            {kind === "case" || kind === "asset" ? (
              <a href={href({ at: kind, id })}>{name}</a>
            ) : (
              name
            )}
          </li>
        );
      })}
    </ul>
  );
}
