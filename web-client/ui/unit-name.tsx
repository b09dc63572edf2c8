// The name of a unit in the language of the page; the other one is told by its title.
import { unitName } from "../shared/unit-name.ts";
import { language } from "./language.ts";

export function sayUnit(written: string): string {
  return unitName(written, language.value === "en");
}

export function UnitName({ of }: { of: string }) {
  const other = unitName(of, language.value !== "en");
  const said = sayUnit(of);
  return <span title={other === said ? undefined : other}>{said}</span>;
}
