// The door of every page for terminals: sign-in, the first factor, and the lock screen.
import { useEffect } from "preact/hooks";
import type { Me } from "../shared/protocol.ts";
import { Icon } from "./icon.tsx";
import { words } from "./language.ts";
import { firstFactorOf, locked, sessionEnded } from "./session.ts";
import { DemoPeople } from "./session/demo-people.tsx";
import { FirstFactor } from "./session/first-factor.tsx";
import { FirstNotice } from "./session/first-notice.tsx";
import { SignInForm } from "./session/sign-in-form.tsx";
import { TerminalNote } from "./session/terminal-note.tsx";
import { findTerminal } from "./session/terminal.ts";
import { Unlock } from "./session/unlock.tsx";
import { AboutLink, LanguageSwitch } from "./switches.tsx";

interface Props {
  product: string;
  /** Who may sign in here. */
  lead: string;
  onEnter(me: Me): void;
}

export function SignIn({ product, lead, onEnter }: Props) {
  useEffect(() => void findTerminal(), []);
  const enter = (person: Me) => {
    locked.value = null;
    firstFactorOf.value = person.duty ? person : null;
    if (!person.duty) onEnter(person);
  };
  return (
    <main class="sign-in">
      <div class="sign-in-card">
        <header class="sign-in-head">
          <span class="mark" aria-hidden="true">
            <Icon name="camera" />
          </span>
          <p>{product}</p>
          <LanguageSwitch />
        </header>
        <Door lead={lead} onEnter={enter} />
        <AboutLink />
      </div>
    </main>
  );
}

function Door({ lead, onEnter }: Pick<Props, "lead" | "onEnter">) {
  const t = words.value;
  const lock = locked.value;
  const first = firstFactorOf.value;
  if (lock !== null) return <Unlock lock={lock} onEnter={onEnter} />;
  if (first?.duty === "acknowledge") return <FirstNotice person={first} onEnter={onEnter} />;
  if (first !== null) return <FirstFactor person={first} onEnter={onEnter} />;
  return (
    <>
      <h1>{t.signIn.title}</h1>
      {sessionEnded.value && (
        <p class="note" role="status">
          {t.signIn.signedOut}
        </p>
      )}
      <p class="lead">{lead}</p>
      <TerminalNote />
      <DemoPeople onEnter={onEnter} />
      <SignInForm onEnter={onEnter} />
    </>
  );
}
