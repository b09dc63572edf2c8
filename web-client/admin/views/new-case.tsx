// What the person may begin, by document, and the way to cases that run already.
import type { BeginnableWorkflow } from "../../shared/protocol.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { useLoaded } from "../load.ts";
import { href } from "../route.ts";
import { say } from "../../ui/say.ts";
import { Shown } from "./loaded.tsx";
import { Page } from "./page.tsx";
import { Clause } from "./words.tsx";

export function NewCase() {
  const t = texts.value;
  const loaded = useLoaded(api.workflows, []);
  return (
    <Page
      title={t.screens.new}
      testid="new-case"
      tools={
        <a class="button" href={href({ at: "cases" })} data-testid="to-cases">
          {t.cases.all}
        </a>
      }
    >
      <Shown of={loaded}>
        {({ workflows }) =>
          workflows.length === 0 ? (
            <p class="empty">{t.cases.noneToBegin}</p>
          ) : (
            documentsOf(workflows).map((document) => (
              <section key={document} class="part">
                <h2>{titleOf(workflows, document)}</h2>
                <ul class="tiles">
                  {workflows
                    .filter((workflow) => workflow.document === document)
                    .map((workflow) => (
                      <Tile key={workflow.workflow} workflow={workflow} />
                    ))}
                </ul>
              </section>
            ))
          )
        }
      </Shown>
    </Page>
  );
}

function Tile({ workflow }: { workflow: BeginnableWorkflow }) {
  const t = texts.value;
  const to = href({ at: "begin", document: workflow.document, workflow: workflow.workflow });
  return (
    <li class="tile" data-testid="workflow">
      <a class="tile-title" href={to}>
        {say(workflow.label)}
      </a>
      <span class="row-note">
        {t.cases.begins(t.list(workflow.first_steps.map((step) => say(step.label))))}{" "}
        <Clause of={workflow.clause} />
      </span>
    </li>
  );
}

function documentsOf(workflows: readonly BeginnableWorkflow[]): string[] {
  return [...new Set(workflows.map((workflow) => workflow.document))];
}

function titleOf(workflows: readonly BeginnableWorkflow[], document: string): string {
  const found = workflows.find((workflow) => workflow.document === document);
  return found ? say(found.document_title) : document;
}
