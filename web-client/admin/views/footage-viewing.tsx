// Looking at a recording: for a purpose and with a note, each time (CC-R6.1). The film plays in
// the page and is not offered for saving.
import { useState } from "preact/hooks";
import type { BeginnableWorkflow, CaseView, FootageLine } from "../../shared/protocol.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { filmUrl } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { href } from "../route.ts";
import { FirstStepHere } from "./first-step-here.tsx";
import { Moment } from "./words.tsx";

interface Props {
  file: FootageLine;
  /** Handling [取扱い], by right or with the permission of the person responsible. */
  workflow: BeginnableWorkflow;
  /** For so long one look lasts. */
  minutes: number;
  onClose(): void;
}

export function ViewingDialog({ file, workflow, minutes, onClose }: Props) {
  const t = texts.value;
  const [viewing, setViewing] = useState<CaseView | null>(null);
  return (
    <Dialog title={t.footage.look} wide testid="viewing" onClose={onClose}>
      <div class="dialog-body">
        <p>
          {file.address} <Moment at={file.recorded_from} />
        </p>
        {viewing === null ? (
          <>
            <p class="row-note">{t.footage.lookFor(minutes)}</p>
            <FirstStepHere workflow={workflow} known={{ footage: file.id }} onDone={setViewing} />
          </>
        ) : (
          <Film file={file} viewing={viewing} />
        )}
      </div>
    </Dialog>
  );
}

function Film({ file, viewing }: { file: FootageLine; viewing: CaseView }) {
  const t = texts.value;
  const [failed, setFailed] = useState(false);
  return (
    <>
      <video
        class="film"
        data-testid="film"
        src={filmUrl(file.id, viewing.id)}
        controls
        autoplay
        playsInline
        disablePictureInPicture
        controlsList="nodownload noremoteplayback"
        aria-label={t.footage.film(file.address)}
        onContextMenu={(event) => event.preventDefault()}
        onError={() => setFailed(true)}
      />
      {failed && (
        <p class="problem" role="alert" data-testid="film-failed">
          <Icon name="alert" />
          {t.footage.filmFailed}
        </p>
      )}
      <p class="note">
        <Icon name="shield" />
        <span>
          {t.footage.watched} <a href={href({ at: "case", id: viewing.id })}>{viewing.number}</a>
        </span>
      </p>
    </>
  );
}
