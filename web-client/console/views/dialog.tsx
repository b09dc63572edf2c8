// The native modal dialog: focus stays inside, Escape closes, focus returns afterwards.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { texts } from "../i18n/texts.ts";
import { dialog } from "../state.ts";
import { Icon } from "./icon.tsx";

interface Props {
  title: string;
  wide?: boolean;
  testid?: string;
  children: ComponentChildren;
}

export function closeDialog(): void {
  dialog.value = null;
}

export function Dialog({ title, wide, testid, children }: Props) {
  const t = texts.value;
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const shown = element.current;
    shown?.showModal();
    return () => {
      shown?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={wide ? "dialog dialog-wide" : "dialog"}
      aria-labelledby="dialog-title"
      data-testid={testid}
      onCancel={closeDialog}
    >
      <header class="dialog-head">
        <h2 id="dialog-title">{title}</h2>
        <button
          type="button"
          class="button button-icon"
          onClick={closeDialog}
          aria-label={t.common.close}
        >
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  );
}
