import { useState } from "preact/hooks";
import type { StaffOpened, StaffRegistered } from "../../shared/protocol";
import type { Told } from "../flow";
import type { Model } from "./app";
import { focusOnce } from "./notice";
import { Trouble, failureOf } from "./told";

/** The instruction once more, as every year (VR-5.2.2). */
export function Renew({ opened, model, onDone }: { opened: StaffOpened; model: Model; onDone: () => void }) {
  const { words, language } = model;
  const [refused, setRefused] = useState<Told | null>(null);
  const send = () => {
    model
      .act<StaffRegistered>("acknowledge", { text_version: opened.texts.version })
      .then(onDone, (error: unknown) => setRefused(failureOf(error, model)));
  };
  return (
    <div class="form">
      <h1 tabIndex={-1} ref={focusOnce}>
        {words.register.instruction}
      </h1>
      <p class="told">{language === "ja" ? opened.texts.instruction : opened.texts.instruction_en}</p>
      <div class="thumb">
        <Trouble told={refused} model={model} />
        <div class="two">
          <button class="second" onClick={onDone}>
            {words.report.back}
          </button>
          <button class="primary" onClick={send}>
            {words.ready.renewSend}
          </button>
        </div>
      </div>
    </div>
  );
}
