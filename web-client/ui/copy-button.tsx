import { useEffect, useState } from "preact/hooks";
import { Icon } from "./icon.tsx";
import { words } from "./language.ts";

const SHOWN_MS = 2_000;

/** Copies and says so; the word stays for screen readers, too. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const t = words.value;
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <button
      type="button"
      class="button button-icon"
      onClick={() => void copy()}
      aria-label={label}
      title={label}
    >
      <Icon name={copied ? "check" : "copy"} />
      <span class="visually-hidden" aria-live="polite">
        {copied && t.common.copied}
      </span>
    </button>
  );
}
