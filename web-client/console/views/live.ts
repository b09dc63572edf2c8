// The live picture as a hook: connection, first frame, age of the frame on the screen.
import { signal, type Signal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { ReportId } from "../../shared/protocol.ts";
import { api } from "../api.ts";
import { frameBirth } from "../picture-age.ts";
import { WhepPlayer } from "../whep.ts";

/** Often enough to read as a running figure, seldom enough to stay calm. */
const AGE_EVERY_MS = 200;

export interface Live {
  video: { current: HTMLVideoElement | null };
  /** True once a frame of this connection was on the screen. */
  playing: Signal<boolean>;
  trouble: Signal<boolean>;
  age_ms: Signal<number>;
}

export function useLive(report: ReportId, wanted: boolean): Live {
  const video = useRef<HTMLVideoElement>(null);
  const signals = useMemo(
    () => ({ playing: signal(false), trouble: signal(false), age_ms: signal(0) }),
    [],
  );
  useEffect(() => {
    const element = video.current;
    if (!wanted || element === null) return;
    const stopFrames = followFrames(element, signals);
    const player = new WhepPlayer({
      watch: () => api.watch(report),
      onStream: (stream) => show(element, stream),
      onTrouble: (trouble) => (signals.trouble.value = trouble),
    });
    const leave = () => player.stop();
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("pagehide", leave);
      player.stop();
      stopFrames();
      element.srcObject = null;
      signals.playing.value = false;
      signals.trouble.value = false;
    };
  }, [report, wanted]);
  return { video, ...signals };
}

function show(element: HTMLVideoElement, stream: MediaStream): void {
  element.srcObject = stream;
  element.play().catch(() => {
    // Muted video plays by itself; where it does not, the first frame still shows.
  });
}

function followFrames(
  element: HTMLVideoElement,
  live: Pick<Live, "playing" | "trouble" | "age_ms">,
): () => void {
  let born_ms = performance.now();
  let handle = 0;
  const onFrame: VideoFrameRequestCallback = (_, frame) => {
    // A closing connection leaves one black frame behind; it is not a picture.
    if (!live.trouble.value) {
      born_ms = frameBirth(frame);
      live.playing.value = true;
    }
    handle = element.requestVideoFrameCallback(onFrame);
  };
  handle = element.requestVideoFrameCallback(onFrame);
  const timer = setInterval(() => (live.age_ms.value = performance.now() - born_ms), AGE_EVERY_MS);
  return () => {
    element.cancelVideoFrameCallback(handle);
    clearInterval(timer);
  };
}
