// Who holds which post, by unit, and what I may change of it.
import { useState } from "preact/hooks";
import type { Appointable, PostView, UnitView } from "../../shared/protocol.ts";
import { me } from "../../ui/session.ts";
import { UnitName } from "../../ui/unit-name.tsx";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { may } from "../holders.ts";
import { useLoaded } from "../load.ts";
import { href } from "../route.ts";
import { AppointDialog } from "./appoint-dialog.tsx";
import { CodeDialog } from "./code-dialog.tsx";
import { Shown } from "./loaded.tsx";
import { Page, PrintButton } from "./page.tsx";
import { PostDialog, type PostAct } from "./post-dialog.tsx";
import { PostTable } from "./post-table.tsx";
import { UnitDocuments } from "./unit-documents.tsx";
import { UnitTree } from "./unit-tree.tsx";

export function Appoint({ unit }: { unit: string | undefined }) {
  const t = texts.value;
  const units = useLoaded(api.units, []);
  const chosen = unit ?? me.value?.unit ?? "";
  return (
    <Page
      title={t.screens.appoint}
      testid="appoint"
      tools={
        <>
          <a class="button" href={href({ at: "reviews" })} data-testid="to-reviews">
            {t.appoint.reviews}
          </a>
          {may("read_terminals") && (
            <a class="button" href={href({ at: "terminals" })} data-testid="to-terminals">
              {t.terminals.title}
            </a>
          )}
          <a class="button" href={href({ at: "staff_list" })} data-testid="to-staff-list">
            {t.appoint.staffList}
          </a>
          <PrintButton />
        </>
      }
    >
      <Shown of={units}>
        {(list) => (
          <div class="beside">
            <UnitTree units={list.units} chosen={chosen} />
            <Posts key={chosen} unit={chosen} units={list.units} />
          </div>
        )}
      </Shown>
    </Page>
  );
}

type Open = { kind: "appoint" } | { kind: "code"; post: PostView } | { kind: "act"; act: PostAct; post: PostView };

function Posts({ unit, units }: { unit: string; units: readonly UnitView[] }) {
  const t = texts.value;
  const posts = useLoaded(() => api.posts(unit), [unit]);
  const appointable = useLoaded(api.appointable, []);
  const [open, setOpen] = useState<Open | null>(null);
  const here = units.find((other) => other.id === unit);
  const kinds = (appointable.data?.posts ?? []).filter(
    (kind: Appointable) => kind.units.includes(unit) && kind.acts.includes("register"),
  );
  const close = () => setOpen(null);
  const changed = () => {
    setOpen(null);
    posts.reload();
  };
  return (
    <section class="part" aria-labelledby="unit-posts">
      <div class="part-head">
        <h2 id="unit-posts">{here ? <UnitName of={here.name} /> : t.appoint.unitUnknown}</h2>
        {kinds.length > 0 && (
          <button
            type="button"
            class="button button-primary"
            data-testid="appoint-open"
            onClick={() => setOpen({ kind: "appoint" })}
          >
            {t.appoint.appoint}
          </button>
        )}
      </div>
      <Shown of={posts}>
        {(list) =>
          list.posts.length === 0 ? (
            <p class="empty">{t.appoint.noPosts}</p>
          ) : (
            <PostTable
              posts={list.posts}
              onAct={(act, post) => setOpen({ kind: "act", act, post })}
              onCode={(post) => setOpen({ kind: "code", post })}
            />
          )
        }
      </Shown>
      {here && <UnitDocuments key={unit} unit={here} onSwitched={appointable.reload} />}
      {open?.kind === "appoint" && here && (
        <AppointDialog unit={here} kinds={kinds} onClose={close} onDone={changed} />
      )}
      {open?.kind === "code" && (
        <CodeDialog
          title={t.appoint.code}
          lead={t.appoint.codeLead(open.post.person.name)}
          make={() => api.registrationCode(open.post.person.id)}
          onClose={close}
        />
      )}
      {open?.kind === "act" && (
        <PostDialog
          act={open.act}
          post={open.post}
          units={units}
          onClose={close}
          onDone={changed}
        />
      )}
    </section>
  );
}
