// Short tones made in the browser; no file to load, nothing to hear that could be mistaken for
// the call itself.
import { effect, signal } from "@preact/signals";
import { remember, remembered } from "../ui/remember.ts";

/** Tones as hertz and start in seconds. */
const TONES = {
  rise: [
    [660, 0],
    [880, 0.14],
  ],
  fall: [
    [520, 0],
    [390, 0.16],
    [390, 0.34],
  ],
  single: [[740, 0]],
  low: [
    [440, 0],
    [330, 0.18],
  ],
} as const satisfies Record<string, readonly (readonly [number, number])[]>;

export type Tone = keyof typeof TONES;

export const soundOn = signal(remembered("sound", ["on", "off"], "on") === "on");

effect(() => remember("sound", soundOn.value ? "on" : "off"));

let audio: AudioContext | null = null;

/** Browsers allow sound only after the person touched the page. */
export function unlockSoundOnTouch(): void {
  const unlock = () => {
    audio ??= new AudioContext();
    void audio.resume();
  };
  addEventListener("pointerdown", unlock, { once: true });
  addEventListener("keydown", unlock, { once: true });
}

export function play(tone: Tone): void {
  if (!soundOn.value || audio === null || audio.state !== "running") return;
  const start = audio.currentTime + 0.02;
  for (const [frequency, after] of TONES[tone]) beep(audio, frequency, start + after);
}

function beep(context: AudioContext, frequency: number, at: number): void {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(0.18, at + 0.015);
  gain.gain.exponentialRampToValueAtTime(0.001, at + 0.13);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + 0.14);
}
