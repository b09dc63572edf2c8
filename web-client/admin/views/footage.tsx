// The cameras of a group and its footage: what is kept and for how long, taking recordings in,
// looking at them for a purpose, and what was erased.
import { useState } from "preact/hooks";
import type {
  BeginnableWorkflow,
  CameraLine,
  FootageLine,
  FootagePage,
} from "../../shared/protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { say } from "../../ui/say.ts";
import { me } from "../../ui/session.ts";
import { api, caseRegisterUrl } from "../api.ts";
import { CAMERAS, isTown } from "../footage/holders.ts";
import { texts } from "../i18n/texts.ts";
import { useLoaded } from "../load.ts";
import { Cameras } from "./cameras.tsx";
import { FootageBars } from "./footage-bars.tsx";
import { FootageErased } from "./footage-erased.tsx";
import { FootageImport } from "./footage-import.tsx";
import { Secrecy } from "./footage-secrecy.tsx";
import { ViewingDialog } from "./footage-viewing.tsx";
import { Shown } from "./loaded.tsx";
import { Page, PrintButton } from "./page.tsx";

export function Footage() {
  const t = texts.value;
  const mine = useLoaded(api.workflows, []);
  const cameras = useLoaded(api.cameras, []);
  const begins = (workflow: string) =>
    mine.data?.workflows.find(
      (other) => other.document === CAMERAS && other.workflow === workflow,
    );
  const handling = begins("handling");
  return (
    <Page title={isTown(me.value) ? t.footage.cameras : t.footage.title} testid="footage" tools={<PrintButton />}>
      <Shown of={cameras}>
        {(list) => (
          <>
            <Cameras list={list} />
            <Shown of={mine}>
              {() =>
                handling !== undefined && (
                  <Kept
                    cameras={list.cameras}
                    handling={handling}
                    mayProvide={begins("provision") !== undefined}
                  />
                )
              }
            </Shown>
          </>
        )}
      </Shown>
    </Page>
  );
}

interface KeptProps {
  cameras: readonly CameraLine[];
  /** Nobody else is asked about footage. */
  handling: BeginnableWorkflow;
  mayProvide: boolean;
}

function Kept({ cameras, handling, mayProvide }: KeptProps) {
  const t = texts.value;
  const [pages, setPages] = useState<(string | undefined)[]>([undefined]);
  const before = pages.at(-1);
  const loaded = useLoaded(() => api.footage(before), [before]);
  return (
    <Shown of={loaded}>
      {(page) => (
        <>
          {page.may_import && (
            <FootageImport
              rules={page.import}
              cameras={cameras.filter((camera) => camera.active)}
              onImported={loaded.reload}
            />
          )}
          <Files page={page} handling={handling} mayProvide={mayProvide} />
          <nav class="pager" aria-label={t.pager.name}>
            {pages.length > 1 && (
              <button type="button" class="button" onClick={() => setPages(pages.slice(0, -1))}>
                {t.pager.newer}
              </button>
            )}
            {page.before !== undefined && (
              <button
                type="button"
                class="button"
                onClick={() => setPages([...pages, page.before])}
              >
                {t.pager.older}
              </button>
            )}
          </nav>
        </>
      )}
    </Shown>
  );
}

function Files({ page, handling, mayProvide }: Omit<KeptProps, "cameras"> & { page: FootagePage }) {
  const t = texts.value;
  const [looking, setLooking] = useState<FootageLine | null>(null);
  const kept = page.files.filter((file) => file.state !== "erased");
  const erased = page.files.filter((file) => file.state === "erased");
  return (
    <>
      <section class="part" aria-labelledby="kept">
        <div class="part-head">
          <h2 id="kept">{t.footage.kept}</h2>
          {mayProvide && (
            <a
              class="button"
              href={caseRegisterUrl(CAMERAS, "provision")}
              data-testid="provision-register"
            >
              <Icon name="download" small />
              {t.footage.provisionRegister}
            </a>
          )}
        </div>
        <p class="page-lead">{t.footage.keptFor(say(page.retention_words))}</p>
        <Secrecy />
        {kept.length === 0 ? (
          <p class="empty">{t.footage.nothingKept}</p>
        ) : (
          <FootageBars
            files={kept}
            mayProvide={mayProvide}
            onLook={setLooking}
          />
        )}
      </section>
      <FootageErased files={erased} />
      {looking !== null && (
        <ViewingDialog
          file={looking}
          workflow={handling}
          minutes={page.viewing_minutes}
          onClose={() => setLooking(null)}
        />
      )}
    </>
  );
}
