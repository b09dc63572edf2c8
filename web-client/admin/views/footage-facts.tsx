// What is known of a file: where it came from, its hash, and by which rule it goes.
import type { ComponentChildren } from "preact";
import type { FootageLine } from "../../shared/protocol.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { texts } from "../i18n/texts.ts";
import { href } from "../route.ts";
import { Clause, Moment, Person } from "./words.tsx";

export function FootageFacts({ file, children }: { file: FootageLine; children: ComponentChildren }) {
  const t = texts.value;
  return (
    <details class="footage-facts">
      <summary>{t.footage.facts}</summary>
      <dl class="facts">
        <div>
          <dt>{t.footage.number}</dt>
          <dd>
            <a href={href({ at: "asset", id: file.id })}>{file.number}</a>
          </dd>
        </div>
        <div>
          <dt>{t.footage.imported}</dt>
          <dd>
            <Moment at={file.imported_at} />{" "}
            {file.imported_by ? <Person of={file.imported_by} /> : t.footage.watchedFolder}
          </dd>
        </div>
        <div>
          <dt>{t.footage.size}</dt>
          <dd>{t.footage.megabytes(file.bytes / (1024 * 1024))}</dd>
        </div>
        <div>
          <dt>{t.footage.rule}</dt>
          <dd>
            {children} <Clause of={file.clause} />
          </dd>
        </div>
        <div class="wide">
          <dt>SHA-256</dt>
          <dd>
            <code class="hash">{file.sha256}</code> <CopyButton text={file.sha256} label={t.footage.copyHash} />
          </dd>
        </div>
      </dl>
    </details>
  );
}
