// The console shows one dialog at a time: the one that `dialog` names.
import { Dialog as Shown, type DialogProps } from "../../ui/dialog.tsx";
import { dialog } from "../state.ts";

export function closeDialog(): void {
  dialog.value = null;
}

export function Dialog(props: DialogProps) {
  return <Shown {...props} onClose={closeDialog} />;
}
