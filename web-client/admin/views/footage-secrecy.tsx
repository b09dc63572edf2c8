// Before anybody looks at a recording they say that they keep its secrets (CC-3.4), once.
import { me } from "../../ui/session.ts";
import { tell } from "../actions.ts";
import { api } from "../api.ts";
import { CAMERAS } from "../footage/holders.ts";
import { texts } from "../i18n/texts.ts";
import { useLoaded } from "../load.ts";
import { FirstStepHere } from "./first-step-here.tsx";

const SECRECY = "secrecy";

export function Secrecy() {
  const t = texts.value;
  const said = useLoaded(() => api.cases({ document: CAMERAS, workflow: SECRECY }), []);
  const offered = useLoaded(api.workflows, []);
  const own = said.data?.cases.some((line) => line.opened_by?.id === me.value?.account);
  const workflow = offered.data?.workflows.find((other) => other.workflow === SECRECY);
  if (own !== false || workflow === undefined) return null;
  return (
    <section class="now secrecy" aria-labelledby="secrecy" data-testid="secrecy">
      <h3 id="secrecy" class="step-name">
        {t.footage.secrecy}
      </h3>
      <FirstStepHere
        workflow={workflow}
        known={{}}
        onDone={() => {
          tell(t.footage.acknowledged);
          said.reload();
        }}
      />
    </section>
  );
}
