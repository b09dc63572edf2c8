// The native modal dialog: focus stays inside, Escape closes, focus returns afterwards.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { ancestorsOf, focusNearest } from "./focus.ts";
import { Icon } from "./icon.tsx";
import { words } from "./language.ts";

export interface DialogProps {
  title: string;
  wide?: boolean;
  testid?: string;
  children: ComponentChildren;
}

export function Dialog(props: DialogProps & { onClose(): void }) {
  const { title, wide, testid, children, onClose } = props;
  const t = words.value;
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const around = before ? ancestorsOf(before) : [];
    const shown = element.current;
    shown?.showModal();
    return () => {
      shown?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      else focusNearest(around);
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={wide ? "dialog dialog-wide" : "dialog"}
      aria-labelledby="dialog-title"
      data-testid={testid}
      onCancel={onClose}
    >
      <header class="dialog-head">
        <h2 id="dialog-title">{title}</h2>
        <button
          type="button"
          class="button button-icon"
          onClick={onClose}
          aria-label={t.common.close}
        >
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  );
}
