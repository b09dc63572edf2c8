// What was erased, and what proves it: its hash stays, its key does not.
import type { FootageLine } from "../../shared/protocol.ts";
import { say } from "../../ui/say.ts";
import { texts } from "../i18n/texts.ts";
import { href } from "../route.ts";
import { Clause, Moment } from "./words.tsx";

export function FootageErased({ files }: { files: readonly FootageLine[] }) {
  const t = texts.value;
  if (files.length === 0) return null;
  return (
    <section class="part" aria-labelledby="erased">
      <h2 id="erased">{t.footage.erased}</h2>
      <p class="page-lead">{t.footage.erasedLead}</p>
      <div class="table-scroll">
        <table class="table table-cards">
          <thead>
            <tr>
              <th scope="col">{t.footage.recorded}</th>
              <th scope="col">{t.footage.camera}</th>
              <th scope="col">{t.footage.erasedAt}</th>
              <th scope="col">{t.footage.proof}</th>
            </tr>
          </thead>
          <tbody>
            {files.map((file) => (
              <tr key={file.id} data-testid="erased" data-sha256={file.sha256}>
                <td data-label={t.footage.recorded}>
                  <Moment at={file.recorded_from} />
                  <span class="row-note">{file.name}</span>
                </td>
                <td data-label={t.footage.camera}>
                  {file.address}
                  <span class="row-note">{file.camera_number}</span>
                </td>
                <td data-label={t.footage.erasedAt}>
                  {file.erased && (
                    <>
                      <Moment at={file.erased.at} />
                      <span class="row-note">
                        {say(file.erased.method.label)} <Clause of={file.erased.clause} />
                      </span>
                    </>
                  )}
                </td>
                <td data-label={t.footage.proof}>
                  <a href={href({ at: "asset", id: file.id })}>{file.number}</a>
                  <code class="hash">{file.sha256}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
