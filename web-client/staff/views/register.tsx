import { useState } from "preact/hooks";
import type { StaffOpened, StaffRegistered } from "../../shared/protocol";
import type { Told } from "../flow";
import { NAME_MAX, STAFF_NUMBER_MAX, UNIT_MAX } from "../limits";
import { ownerOf } from "../unit";
import type { Model } from "./app";
import { focusOnce } from "./notice";
import { Trouble, failureOf } from "./told";

interface RegisterProperties {
  opened: StaffOpened;
  told: Told | null;
  model: Model;
}

/** First scan: who the officer is, and that the instruction was read (VR-5.1.1, VR-5.2.2). */
export function Register({ opened, told, model }: RegisterProperties) {
  const { words, language } = model;
  const t = words.register;
  const owner = ownerOf(opened, language);
  const [values, setValues] = useState({ staff_number: "", name: "", unit: owner.below || owner.headquarters });
  const [acknowledged, setAcknowledged] = useState(false);
  const [refused, setRefused] = useState<Told | null>(told);
  const [busy, setBusy] = useState(false);
  const submit = (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const body = { ...values, acknowledged, text_version: opened.texts.version };
    model
      .act<StaffRegistered>("register", body)
      .then(() => setRefused(null), (error: unknown) => setRefused(failureOf(error, model)))
      .finally(() => setBusy(false));
  };
  const field = (name: keyof typeof values, label: string, most: number, complete: string) => (
    <label class="field">
      <span>{label}</span>
      <input
        name={name}
        autocomplete={complete}
        maxLength={most}
        value={values[name]}
        onInput={({ currentTarget }) => setValues({ ...values, [name]: currentTarget.value })}
      />
    </label>
  );
  return (
    <form class="form" onSubmit={submit} noValidate>
      <h1 tabIndex={-1} ref={focusOnce}>
        {t.title}
      </h1>
      <p>{t.lead}</p>
      <Sheet opened={opened} model={model} />
      {!model.able && <p class="warn">{words.here(model.kind)}</p>}
      {field("staff_number", t.number, STAFF_NUMBER_MAX, "off")}
      {field("name", t.name, NAME_MAX, "name")}
      {field("unit", t.unit, UNIT_MAX, "organization")}
      <section class="told">
        <h2>{t.instruction}</h2>
        <p>{language === "ja" ? opened.texts.instruction : opened.texts.instruction_en}</p>
      </section>
      <label class="tick">
        <input
          type="checkbox"
          checked={acknowledged}
          onChange={({ currentTarget }) => setAcknowledged(currentTarget.checked)}
        />
        <span>{t.acknowledge}</span>
      </label>
      <p class="fine">{t.belongs}</p>
      <div class="thumb">
        <Trouble told={refused} model={model} />
        <button class="primary full" aria-busy={busy}>
          {t.send}
        </button>
      </div>
    </form>
  );
}

export function Sheet({ opened, model }: { opened: StaffOpened; model: Model }) {
  const { headquarters, below } = ownerOf(opened, model.language);
  return (
    <p class="sheet">
      {headquarters} {below}
      <span>{model.words.sheet(opened.sheet_number)}</span>
    </p>
  );
}
