// Files dropped here or chosen by the button inside, which keyboard and phone use.
import { useRef, useState } from "preact/hooks";
import { Icon } from "../../ui/icon.tsx";
import { texts } from "../i18n/texts.ts";

interface Props {
  types: readonly string[];
  bytesMax: number;
  onFiles(files: readonly File[]): void;
}

export function DropZone({ types, bytesMax, onFiles }: Props) {
  const t = texts.value;
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const chosen = (files: FileList | null | undefined) => {
    if (files && files.length > 0) onFiles([...files]);
  };
  return (
    <div
      class={over ? "drop-zone drop-over" : "drop-zone"}
      data-testid="drop-zone"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        chosen(event.dataTransfer?.files);
      }}
    >
      <Icon name="film" />
      <p>{t.footage.dropHere}</p>
      <input
        ref={input}
        hidden
        type="file"
        multiple
        accept={types.join(",")}
        data-testid="import-files"
        onChange={(event) => {
          chosen(event.currentTarget.files);
          event.currentTarget.value = "";
        }}
      />
      <button type="button" class="button" onClick={() => input.current?.click()}>
        {t.footage.chooseFiles}
      </button>
      <p class="field-hint">{t.footage.accepted(t.list(types), bytesMax / (1024 * 1024))}</p>
    </div>
  );
}
