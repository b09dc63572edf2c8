import { words } from "../../ui/language.ts";
import { Factors } from "../../ui/session/factors.tsx";
import { Dialog } from "./dialog.tsx";

export function FactorsDialog() {
  return (
    <Dialog title={words.value.factors.title} testid="factors-dialog">
      <div class="dialog-body">
        <Factors />
      </div>
    </Dialog>
  );
}
