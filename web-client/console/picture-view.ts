// How the picture lies in the stage: turned, enlarged, moved. Touches nothing.
import { ZOOM_MAX, ZOOM_MIN } from "./limits.ts";

export interface PictureView {
  /** Quarter turns clockwise. */
  turns: number;
  zoom: number;
  /** Offset of the picture's centre from the stage's centre. */
  x_px: number;
  y_px: number;
}

export interface Box {
  width_px: number;
  height_px: number;
}

export type Move =
  | { kind: "turn" }
  | { kind: "reset" }
  | { kind: "pan"; dx_px: number; dy_px: number }
  /** `at` is the point that stays where it is, from the stage's centre. */
  | { kind: "zoom"; factor: number; at?: { x_px: number; y_px: number } };

export const upright: PictureView = { turns: 0, zoom: 1, x_px: 0, y_px: 0 };

export function moved(view: PictureView, move: Move, box: Box): PictureView {
  switch (move.kind) {
    case "turn":
      return { ...upright, turns: (view.turns + 1) % 4 };
    case "reset":
      return { ...upright, turns: view.turns };
    case "pan":
      return kept({ ...view, x_px: view.x_px + move.dx_px, y_px: view.y_px + move.dy_px }, box);
    case "zoom":
      return kept(zoomed(view, move.factor, move.at ?? { x_px: 0, y_px: 0 }), box);
  }
}

const STEP = 1.25;
const PAN_PX = 60;

/** What a key does to the picture; `null` for every other key. */
export function keyMove(key: string): Move | null {
  switch (key) {
    case "r":
    case "R":
      return { kind: "turn" };
    case "0":
      return { kind: "reset" };
    case "+":
    case ";":
    case "=":
      return { kind: "zoom", factor: STEP };
    case "-":
      return { kind: "zoom", factor: 1 / STEP };
    case "ArrowLeft":
      return { kind: "pan", dx_px: PAN_PX, dy_px: 0 };
    case "ArrowRight":
      return { kind: "pan", dx_px: -PAN_PX, dy_px: 0 };
    case "ArrowUp":
      return { kind: "pan", dx_px: 0, dy_px: PAN_PX };
    case "ArrowDown":
      return { kind: "pan", dx_px: 0, dy_px: -PAN_PX };
    default:
      return null;
  }
}

/** A notch of a wheel or a swipe of a pad, both as a gentle factor. */
export function wheelFactor(delta_px: number): number {
  return Math.exp(-Math.max(-120, Math.min(120, delta_px)) / 400);
}

export function transformOf(view: PictureView): string {
  const shift = `translate(-50%, -50%) translate(${view.x_px}px, ${view.y_px}px)`;
  return `${shift} scale(${view.zoom}) rotate(${view.turns * 90}deg)`;
}

function zoomed(
  view: PictureView,
  factor: number,
  at: { x_px: number; y_px: number },
): PictureView {
  const zoom = Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, view.zoom * factor));
  const grown = zoom / view.zoom;
  return {
    ...view,
    zoom,
    x_px: at.x_px - (at.x_px - view.x_px) * grown,
    y_px: at.y_px - (at.y_px - view.y_px) * grown,
  };
}

/** The picture may not be pushed out of the stage. */
function kept(view: PictureView, box: Box): PictureView {
  const most = (size_px: number) => (size_px * (view.zoom - 1)) / 2;
  const within = (value: number, bound: number) => Math.min(bound, Math.max(-bound, value)) + 0;
  return {
    ...view,
    x_px: within(view.x_px, most(box.width_px)),
    y_px: within(view.y_px, most(box.height_px)),
  };
}
