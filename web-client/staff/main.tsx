import { render } from "preact";
import { Refused } from "../phone/api";
import { ableToFilm, phoneKind } from "../phone/phone";
import { Device } from "./device";
import { type Effect, type Flow, type FlowEvent, looks, step } from "./flow";
import { LOOK_MS } from "./limits";
import "../ui/styles/exercise.css";
import "./look.css";
import { OfficerSession, toldBy } from "./session";
import { forget, remember, sheetToken, tokenIn } from "./sheet";
import { App, type Model } from "./views/app";
import type { StaffWords } from "./words/words";

type Spoken = "ja" | "en";

const LANGUAGE_KEPT = "genba-staff-language";
const THEME_KEPT = "genba-staff-theme";
const kind = phoneKind(navigator.userAgent, navigator.maxTouchPoints || 0);
const root = document.getElementById("staff") as HTMLElement;
let words: StaffWords | null = null;
let language: Spoken = kept(LANGUAGE_KEPT, ["ja", "en"]) ?? preferred();
let theme: string = kept(THEME_KEPT, ["dark", "light"]) ?? "dark";
const token = sheetToken();
const device = token ? deviceOf(token) : null;
let session: OfficerSession | null = null;
let flow: Flow = device ? { at: "opening" } : { at: "no_sheet" };
let looking = 0;

addEventListener("hashchange", () => location.reload());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") void look();
});
show(theme);
void speak(language);
if (device) run("open");

function dispatch(event: FlowEvent): void {
  const before = flow.at;
  const [next, ...effects] = step(flow, event);
  flow = next;
  effects.forEach(run);
  if (next.at !== before) scrollTo(0, 0);
  draw();
  plan();
}

function run(effect: Effect): void {
  switch (effect) {
    case "open":
      return void open();
    case "start":
      return start();
    case "stop":
      session?.live.stop();
      session = null;
      return;
    case "forget":
      return forget();
  }
}

async function open(): Promise<void> {
  if (!device || !token) return;
  try {
    const opened = await device.open();
    if (opened.registration) remember(token);
    dispatch({ type: "opened", opened });
  } catch (error) {
    dispatch({ type: "failed", told: error instanceof Refused ? toldBy(error) : null });
  }
}

/** Called in the tap itself, so that the questions for camera and place come at once. */
function start(): void {
  if (flow.at !== "live" || !device) return;
  session = new OfficerSession(device, { begun: flow.begun, version: flow.opened.texts.version }, dispatch);
  session.onChange(draw);
  session.live.begin();
}

/** Waiting pages look again by themselves; in a session the socket tells. */
function plan(): void {
  clearTimeout(looking);
  if (looks(flow)) looking = window.setTimeout(() => void look(), LOOK_MS);
}

async function look(): Promise<void> {
  clearTimeout(looking);
  if (!looks(flow) || document.visibilityState !== "visible") return;
  await open();
}

function deviceOf(own: string): Device {
  return new Device(own, () => ({ platform: kind.platform, browser: kind.browser, language }));
}

function draw(): void {
  if (!words) return;
  const model: Model = {
    flow,
    kind,
    session,
    words,
    language,
    theme,
    able: ableToFilm() && !kind.inApp,
    dispatch,
    act,
    paste,
    speak: (chosen) => void speak(chosen),
    show,
  };
  render(<App model={model} />, root);
}

/** An act of a form; what it changed is looked up at once. */
async function act<Answer>(path: string, body: object): Promise<Answer> {
  if (!device) throw new Error("no sheet");
  try {
    return await device.act<Answer>(path, body);
  } finally {
    void open();
  }
}

/** Goes on with a pasted address; false when it is none. */
function paste(text: string): boolean {
  const found = tokenIn(text);
  if (!found) return false;
  location.hash = found;
  return true;
}

async function speak(chosen: Spoken): Promise<void> {
  language = chosen;
  keep(LANGUAGE_KEPT, chosen);
  const loaded = await (chosen === "ja" ? import("./words/ja") : import("./words/en"));
  if (language !== chosen) return;
  words = loaded.words;
  document.documentElement.lang = chosen;
  document.title = words.service;
  draw();
}

function show(chosen: string): void {
  theme = chosen;
  document.documentElement.dataset["theme"] = chosen;
  keep(THEME_KEPT, chosen);
  draw();
}

function preferred(): Spoken {
  return (navigator.languages || [navigator.language])[0]?.startsWith("ja") ? "ja" : "en";
}

function kept<Choice extends string>(name: string, choices: readonly Choice[]): Choice | null {
  try {
    const found = localStorage.getItem(name);
    return choices.find((choice) => choice === found) ?? null;
  } catch {
    return null;
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    /* A private tab may keep nothing. */
  }
}
