// What stands on every page: that this is a demonstration, and which rules are past their
// validity. They stay in force until a new version replaces them (O-2).
import { Icon } from "../../ui/icon.tsx";
import { me } from "../../ui/session.ts";
import { SuspensionBanner } from "../../ui/suspension-banner.tsx";
import { LockWarning } from "../../ui/session/lock-warning.tsx";
import { texts } from "../i18n/texts.ts";
import { href } from "../route.ts";
import { say } from "../../ui/say.ts";
import { ownDocuments } from "../documents.ts";
import type { RulebookHead } from "../../shared/protocol.ts";

export function Banners() {
  const t = texts.value;
  const past = ownDocuments.value.filter((head) => head.past);
  const ending = ownDocuments.value.filter((head) => !head.past && head.days_left !== undefined);
  return (
    <>
      {me.value?.demo && (
        <p class="banner banner-demo" data-testid="demo-banner">
          <Icon name="alert" />
          {t.banner.demo}
        </p>
      )}
      <LockWarning />
      <SuspensionBanner>
        <a href={href({ at: "system" })}>{t.system.title}</a>
      </SuspensionBanner>
      <Past heads={past} />
      {ending.map((head) => (
        <p key={head.document} class="banner banner-ending" data-testid="ending-banner">
          <Icon name="clock" />
          <span>{t.banner.ending(say(head.title), head.days_left ?? 0)}</span>
        </p>
      ))}
    </>
  );
}

/** One line each; several are folded under one that says how many. */
function Past({ heads }: { heads: readonly RulebookHead[] }) {
  const t = texts.value;
  const lines = heads.map((head) => (
    <p
      key={head.document}
      class="banner banner-past"
      data-testid="past-banner"
      data-document={head.document}
    >
      <Icon name="alert" />
      <span>{t.banner.past(say(head.title), head.valid_to ?? "")}</span>
      <a href={href({ at: "rulebook", document: head.document, part: "articles" })}>
        {t.banner.open}
      </a>
    </p>
  ));
  if (heads.length < 2) return <>{lines}</>;
  return (
    <details class="banner-fold" data-testid="past-banners">
      <summary class="banner banner-past">
        <Icon name="alert" />
        <span>{t.banner.pastSeveral(t.list(heads.map((head) => say(head.short))))}</span>
        <span class="banner-more">{t.banner.more}</span>
      </summary>
      {lines}
    </details>
  );
}
