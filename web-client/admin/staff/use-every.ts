// What changes by others' hands is looked at again while somebody may be looking.
import { useEffect, useRef } from "preact/hooks";

const EVERY_MS = 5_000;

export function useEvery(look: () => void): void {
  const latest = useRef(look);
  latest.current = look;
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") latest.current();
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, []);
}
