// The management regulation [管理運用規程] in force, as a sheet of A4 for the notice board. The
// addresses are those of the active cameras in the register (CC-R3.2).
import type { PublicRegulation } from "../../shared/protocol.ts";
import { api } from "../api.ts";
import { useSpeech } from "../language.ts";
import { Fetched } from "./fetched.tsx";

export function Regulation({ group }: { group: string }) {
  const { t, group: groupName } = useSpeech();
  return (
    <Fetched
      ask={() => api.regulation(group)}
      title={({ name }) => t.regulation.title(groupName(name))}
      whose={({ name }) => groupName(name)}
    >
      {(regulation) => (
        <>
          <p class="tools">
            <button
              type="button"
              class="quiet-button"
              data-testid="print"
              onClick={() => print()}
            >
              {t.regulation.print}
            </button>
          </p>
          {t.regulation.explains && <p class="hint">{t.regulation.explains}</p>}
          <Sheet regulation={regulation} />
        </>
      )}
    </Fetched>
  );
}

function Sheet({ regulation }: { regulation: PublicRegulation }) {
  const { t, say, day } = useSpeech();
  return (
    <article class="sheet">
      <ol class="articles">
        {regulation.articles.map((article) => (
          <li key={article.clause} data-testid="article" data-clause={article.clause}>
            <h2>{say(article.heading)}</h2>
            {article.paragraphs.map((paragraph, nth) => (
              <p key={nth} class="lines" data-testid="paragraph">
                {say(paragraph)}
              </p>
            ))}
          </li>
        ))}
      </ol>
      <dl class="sheet-foot">
        <div>
          <dt>{t.regulation.effective}</dt>
          <dd>{day(regulation.effective_on)}</dd>
        </div>
        <div>
          <dt>{t.regulation.number}</dt>
          <dd>{regulation.number}</dd>
        </div>
      </dl>
    </article>
  );
}
