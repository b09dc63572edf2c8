// Hands on the picture: keys, wheel, drag, full screen.
import { useEffect, useRef, useState } from "preact/hooks";
import {
  keyMove,
  moved,
  upright,
  wheelFactor,
  type Box,
  type Move,
  type PictureView,
} from "../picture-view.ts";

export interface StageMoves {
  element: { current: HTMLDivElement | null };
  view: PictureView;
  full: boolean;
  move(move: Move): void;
  toggleFull(): void;
  handlers: {
    onKeyDown(event: KeyboardEvent): void;
    onWheel(event: WheelEvent): void;
    onPointerDown(event: PointerEvent): void;
    onPointerMove(event: PointerEvent): void;
  };
}

export function useStage(): StageMoves {
  const element = useRef<HTMLDivElement>(null);
  const [view, setView] = useState(upright);
  const full = useFullScreen(element);
  const move = (step: Move) => setView((before) => moved(before, step, boxOf(element.current)));
  const toggleFull = () => void toggle(element.current);
  const handlers = {
    onKeyDown: (event: KeyboardEvent) => onKey(event, move, toggleFull),
    onWheel: (event: WheelEvent) => onWheel(event, move),
    onPointerDown: startDrag,
    onPointerMove: (event: PointerEvent) => drag(event, move),
  };
  return { element, view, full, move, toggleFull, handlers };
}

function useFullScreen(element: { current: HTMLDivElement | null }): boolean {
  const [full, setFull] = useState(false);
  useEffect(() => {
    const follow = () =>
      setFull(
        document.fullscreenElement !== null && document.fullscreenElement === element.current,
      );
    document.addEventListener("fullscreenchange", follow);
    return () => document.removeEventListener("fullscreenchange", follow);
  }, []);
  return full;
}

async function toggle(element: HTMLElement | null): Promise<void> {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await element?.requestFullscreen?.().catch(() => undefined);
}

function onKey(event: KeyboardEvent, move: (step: Move) => void, toggleFull: () => void): void {
  if (event.ctrlKey || event.altKey || event.metaKey || isControl(event.target)) return;
  const step = keyMove(event.key);
  if (step) move(step);
  else if (event.key === "f" || event.key === "F") toggleFull();
  else return;
  event.preventDefault();
}

function onWheel(event: WheelEvent, move: (step: Move) => void): void {
  event.preventDefault();
  const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
  const at = {
    x_px: event.clientX - box.left - box.width / 2,
    y_px: event.clientY - box.top - box.height / 2,
  };
  move({ kind: "zoom", factor: wheelFactor(event.deltaY), at });
}

function startDrag(event: PointerEvent): void {
  if (event.button !== 0 || isControl(event.target)) return;
  (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
}

function drag(event: PointerEvent, move: (step: Move) => void): void {
  if (!(event.currentTarget as HTMLElement).hasPointerCapture(event.pointerId)) return;
  move({ kind: "pan", dx_px: event.movementX, dy_px: event.movementY });
}

/** A film's own controls keep their keys and drags. */
function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLVideoElement && target.controls;
}

function boxOf(element: HTMLElement | null): Box {
  return { width_px: element?.clientWidth ?? 0, height_px: element?.clientHeight ?? 0 };
}
