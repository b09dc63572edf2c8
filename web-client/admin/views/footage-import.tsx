// Taking recordings in: dropped or chosen, timed, sent one after the other with their progress, and
// compared by hash. What was filmed is stored as it is.
import { useRef, useState } from "preact/hooks";
import type { CameraLine, ImportTerms } from "../../shared/protocol.ts";
import { asProblem } from "../../ui/http.ts";
import { Icon } from "../../ui/icon.tsx";
import { noticed, tell } from "../actions.ts";
import { acceptable, isDone, isOpen, type Item, type Progress } from "../footage/batch.ts";
import { spanOf } from "../footage/recorded.ts";
import { durationOf, hashOf, sendRecording } from "../footage/upload.ts";
import { texts } from "../i18n/texts.ts";
import { DURATION_WAIT_MS, IMPORT_FILES_MAX } from "../limits.ts";
import { DropZone } from "./drop-zone.tsx";
import { ImportRow } from "./footage-import-row.tsx";

interface Props {
  rules: ImportTerms;
  /** Only active ones film. */
  cameras: readonly CameraLine[];
  onImported(): void;
}

export function FootageImport({ rules, cameras, onImported }: Props) {
  const t = texts.value;
  const [camera, setCamera] = useState(cameras.length === 1 ? (cameras[0]?.case ?? "") : "");
  const [items, setItems] = useState<readonly Item[]>([]);
  const [unfit, setUnfit] = useState<readonly string[]>([]);
  const [busy, setBusy] = useState(false);
  const count = useRef(0);
  const change = (id: number, part: Partial<Item>) =>
    setItems((all) => all.map((item) => (item.id === id ? { ...item, ...part } : item)));
  const take = async (files: readonly File[]) => {
    const fits = (file: File) =>
      acceptable(file.name, rules.types) && file.size <= rules.bytes_max;
    setUnfit(files.filter((file) => !fits(file)).map((file) => file.name));
    const room = IMPORT_FILES_MAX - items.length;
    const added = await Promise.all(files.filter(fits).slice(0, room).map(itemOf));
    setItems((all) => [...all, ...added]);
  };
  const itemOf = async (file: File): Promise<Item> => {
    const duration_ms = await durationOf(file, DURATION_WAIT_MS);
    const span = spanOf({ name: file.name, lastModified: file.lastModified, duration_ms });
    return { id: ++count.current, file, span, progress: { at: "ready" } };
  };
  const sendAll = async () => {
    const open = items.filter(isOpen);
    setBusy(true);
    open.forEach(({ id }) => change(id, { progress: { at: "waiting" } }));
    let stored = 0;
    for (const item of open) {
      const progress = await send(item, camera, (now) => change(item.id, { progress: now }));
      change(item.id, { progress });
      if (progress.at === "stored") stored += 1;
    }
    setBusy(false);
    tell(t.footage.importedCount(stored));
    if (stored > 0) onImported();
  };
  const waiting = items.filter(isOpen).length;
  return (
    <section class="part no-print" aria-labelledby="import">
      <h2 id="import">{t.footage.import}</h2>
      <p class="page-lead">{t.footage.importLead}</p>
      {cameras.length === 0 ? (
        <p class="empty">{t.footage.noActive}</p>
      ) : (
        <>
          <label class="field import-camera">
            <span class="field-label">{t.footage.camera}</span>
            <select
              data-testid="import-camera"
              value={camera}
              onChange={(event) => setCamera(event.currentTarget.value)}
            >
              <option value="">{t.form.choose}</option>
              {cameras.map((line) => (
                <option key={line.case} value={line.case}>
                  {`${line.number} ${line.address}`}
                </option>
              ))}
            </select>
          </label>
          <DropZone types={rules.types} bytesMax={rules.bytes_max} onFiles={(files) => void take(files)} />
          {unfit.length > 0 && (
            <p class="problem" role="alert">
              <Icon name="alert" />
              {t.footage.unfit(t.list(unfit), t.list(rules.types))}
            </p>
          )}
          <ul class="rows">
            {items.map((item) => (
              <ImportRow
                key={item.id}
                item={item}
                busy={busy}
                onSpan={(span) => change(item.id, { span })}
                onRemove={() => setItems(items.filter((other) => other.id !== item.id))}
              />
            ))}
          </ul>
          {items.length > 0 && (
            <p class="row-tools">
              {waiting > 0 && (
                <button
                  type="button"
                  class="button button-primary"
                  aria-busy={busy}
                  aria-disabled={camera === ""}
                  data-testid="import-send"
                  onClick={() => camera !== "" && !busy && void sendAll()}
                >
                  {t.footage.send(waiting)}
                </button>
              )}
              {camera === "" && waiting > 0 && <span class="row-note">{t.footage.chooseCamera}</span>}
              {items.some(isDone) && !busy && (
                <button
                  type="button"
                  class="button"
                  onClick={() => setItems(items.filter((item) => !isDone(item)))}
                >
                  {t.footage.clearDone}
                </button>
              )}
            </p>
          )}
        </>
      )}
    </section>
  );
}

async function send(
  { file, span }: Item,
  camera: string,
  onProgress: (progress: Progress) => void,
): Promise<Progress> {
  onProgress({ at: "sending", percent: 0 });
  try {
    const own = hashOf(file);
    const line = await sendRecording(file, camera, span, (percent) =>
      onProgress({ at: "sending", percent }),
    );
    const hash = await own;
    return { at: "stored", line, same: hash === null ? null : hash === line.sha256 };
  } catch (error) {
    const problem = asProblem(error);
    noticed(problem);
    return { at: "refused", problem };
  }
}
