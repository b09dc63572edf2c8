// The watermark of an exercise [訓練] (VR-10): over every picture of it, wherever it is seen. It stands
// on the page and not in the picture, so that the original stays as it was.
import type { Exercise } from "../shared/protocol.ts";

/** Stands within a box that is positioned. */
export function ExerciseMark({ of, language }: { of: Exercise; language: "ja" | "en" }) {
  if (of !== "yes") return null;
  const [first, second] = language === "ja" ? ["訓練", "EXERCISE"] : ["EXERCISE", "訓練"];
  return (
    <div class="exercise-mark" data-testid="exercise-mark" role="img" aria-label={first}>
      <span aria-hidden="true">{first}</span>
      <span aria-hidden="true">{second}</span>
    </div>
  );
}
