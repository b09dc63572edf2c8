import type { CaseView, FieldValue, FieldView } from "../../shared/protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { caseFileUrl } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { href } from "../route.ts";
import { say } from "../../ui/say.ts";
import { UnitName, sayUnit } from "../../ui/unit-name.tsx";
import { Clause, DayText, Moment } from "./words.tsx";

export function CaseValues({ view }: { view: CaseView }) {
  const t = texts.value;
  const filled = view.form.fields.filter((field) => {
    const value = view.values[field.code];
    return value !== undefined && value !== null;
  });
  return (
    <section class="part" aria-labelledby="values">
      <h2 id="values">{say(view.form.label)}</h2>
      {!view.readable && (
        <p class="note note-warning">
          <Icon name="shield" />
          <span>{t.cases.unreadable}</span>
        </p>
      )}
      {filled.length === 0 && <p class="empty">{t.cases.noValues}</p>}
      <dl class="values">
        {filled.map((field) => (
          <div key={field.code} data-testid={`value-${field.code}`}>
            <dt>
              {say(field.label)}
              {field.personal && (
                <span class="row-note">
                  <Icon name="shield" small />
                  {t.form.personalShort}
                </span>
              )}
            </dt>
            <dd>
              <Value field={field} value={view.values[field.code] ?? null} names={view.names} />{" "}
              <Clause of={field.clause} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

interface ValueProps {
  field: FieldView;
  value: FieldValue;
  names: Readonly<Record<string, string>>;
}

function Value({ field, value, names }: ValueProps) {
  const labelOf = (code: string) => {
    const option = field.options.find((other) => other.code === code);
    return option ? say(option.label) : code;
  };
  if (value === null) return null;
  if (Array.isArray(value) && field.kind === "assets") {
    return (
      <ul>
        {value.map((id) => (
          <li key={id}>
            <a href={href({ at: "asset", id })}>{names[id] ?? id}</a>
          </li>
        ))}
      </ul>
    );
  }
  if (Array.isArray(value) && ["persons", "terminals", "units"].includes(field.kind)) {
    const nameOf = (id: string) => (field.kind === "units" ? sayUnit(names[id] ?? id) : (names[id] ?? id));
    return (
      <ul>
        {value.map((id) => (
          <li key={id}>{nameOf(id)}</li>
        ))}
      </ul>
    );
  }
  if (Array.isArray(value)) {
    return (
      <ul class="ticked">
        {value.map((code) => (
          <li key={code}>
            <Icon name="check" small />
            {labelOf(code)}
          </li>
        ))}
      </ul>
    );
  }
  const text = String(value);
  const name = names[text] ?? text;
  switch (field.kind) {
    case "moment":
      return <Moment at={Number(value)} />;
    case "date":
      return <DayText day={text} />;
    case "choice":
      return <>{labelOf(text)}</>;
    case "file":
      return <a href={caseFileUrl(text)}>{name}</a>;
    case "container":
      return <>{texts.value.exchange.sealed}</>;
    case "case":
      return <a href={href({ at: "case", id: text })}>{name}</a>;
    case "asset":
      return <a href={href({ at: "asset", id: text })}>{name}</a>;
    case "unit":
      return <UnitName of={name} />;
    case "person":
    case "report":
      return <>{name}</>;
    default:
      return <span class="lines">{text}</span>;
  }
}
