// A stranger's bytes leave the server only after a deliberate press under a warning.
import type { FileId } from "../../shared/protocol.ts";
import { fileUrl } from "../api.ts";
import { byteSize } from "../bytes.ts";
import { texts } from "../i18n/texts.ts";
import { detail } from "../state.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { closeDialog, Dialog } from "./dialog.tsx";
import { Icon } from "../../ui/icon.tsx";

export function OriginalDialog({ file: id }: { file: FileId }) {
  const t = texts.value;
  const file = detail.value?.files.find((other) => other.id === id);
  if (!file || !detail.value) return null;
  return (
    <Dialog title={t.files.originalTitle} testid="original-dialog">
      <div class="dialog-body">
        <p class="note note-warning">
          <Icon name="alert" />
          <span>{t.files.originalWarning}</span>
        </p>
        <p>
          {file.name} <span class="quiet">{byteSize(file.bytes)}</span>
        </p>
        <p class="sha">
          <span>{t.files.sha}</span>
          <code>{file.sha256}</code>
          <CopyButton text={file.sha256 ?? ""} label={t.files.copySha} />
        </p>
      </div>
      <footer class="dialog-foot">
        <button type="button" class="button" onClick={closeDialog}>
          {t.common.cancel}
        </button>
        <a
          class="button button-danger"
          data-testid="original-download"
          href={fileUrl(detail.value.report.id, id, "original")}
          download={file.name}
          onClick={() => setTimeout(closeDialog)}
        >
          <Icon name="download" />
          {t.files.download}
        </a>
      </footer>
    </Dialog>
  );
}
