// Every version of every document, and which is in force.
import type { RulebookHead } from "../../shared/protocol.ts";
import { say } from "../../ui/say.ts";
import { texts } from "../i18n/texts.ts";
import { href } from "../route.ts";
import { rulebooks } from "../state.ts";
import { Page } from "./page.tsx";
import { Chip, DaySpan } from "./words.tsx";

export function Rulebooks() {
  const t = texts.value;
  return (
    <Page title={t.screens.rulebooks} testid="rulebooks">
      {rulebooks.value.length === 0 && <p class="empty">{t.rulebook.none}</p>}
      <ul class="tiles">
        {rulebooks.value.map((head) => (
          <Tile key={`${head.document}/${head.version}`} head={head} />
        ))}
      </ul>
    </Page>
  );
}

function Tile({ head }: { head: RulebookHead }) {
  const to = href({ at: "rulebook", document: head.document, part: "articles" });
  return (
    <li class="tile" data-testid="rulebook" data-document={head.document}>
      {head.in_force ? (
        <a class="tile-title" href={to}>
          {say(head.title)}
        </a>
      ) : (
        <span class="tile-title">{say(head.title)}</span>
      )}
      <Validity head={head} />
    </li>
  );
}

export function Validity({ head }: { head: RulebookHead }) {
  const t = texts.value;
  return (
    <span class="row-chips">
      <span>
        {head.document} {head.version}
      </span>
      <span>
        <DaySpan from={head.valid_from} to={head.valid_to} open={t.rulebook.openEnd} />
      </span>
      {head.past ? (
        <Chip tone="bad" icon="alert">
          {t.rulebook.past}
        </Chip>
      ) : (
        <Chip tone={head.in_force ? "good" : "over"} icon={head.in_force ? "check" : "clock"}>
          {head.in_force
            ? t.rulebook.inForce
            : head.replaced
              ? t.rulebook.replaced
              : t.rulebook.notInForce}
        </Chip>
      )}
    </span>
  );
}
