// The focus of who works by the keyboard, when what had it goes away.

const CONTROLS = "a[href], button:not(:disabled), input:not(:disabled), select, summary, h1[tabindex]";

/** Call before a drawing that may take the focused thing away: the focus goes to what is nearest. */
export function keepFocus(): void {
  const held = document.activeElement;
  if (held === null || held === document.body) return;
  const around = ancestorsOf(held);
  requestAnimationFrame(() => {
    if (held.isConnected || document.activeElement !== document.body) return;
    focusNearest(around);
  });
}

/** What contains it, nearest first. */
export function ancestorsOf(element: Element): Element[] {
  const around: Element[] = [];
  for (let at = element.parentElement; at !== null; at = at.parentElement) around.push(at);
  return around;
}

export function focusNearest(around: readonly Element[]): void {
  for (const place of around.filter((one) => one.isConnected)) {
    const control = place.querySelector<HTMLElement>(CONTROLS);
    if (control === null) continue;
    control.focus({ preventScroll: true });
    return;
  }
}
