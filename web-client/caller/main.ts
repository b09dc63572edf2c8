import type { Language, Opened, Phone, Started } from "../shared/protocol";
import { Refused, post } from "../phone/api";
import { type Effect, type FlowEvent, step } from "./flow";
import { chooseLanguage, liveWords, openingWords } from "./language";
import { READMISSION_POLLS_MAX, READMISSION_POLL_MS } from "./limits";
import { ableToFilm, obstacleOf, phoneKind } from "../phone/phone";
import { frame } from "./screens/frame";
import { tokenFrom } from "../phone/token";
import { type Model, View } from "./view";

const LANGUAGE_KEPT = "genba-language";
const token = tokenFrom(location.hash) ?? "";
const kind = phoneKind(navigator.userAgent, navigator.maxTouchPoints || 0);
const obstacle = obstacleOf(kind, ableToFilm());
const model: Model = {
  token,
  kind,
  dispatch,
  language: chooseLanguage(navigator.languages || [navigator.language], kept()),
  words: null,
  flow: token ? { at: "opening" } : { at: "stopped", why: "no_link" },
  demo: false,
  exercise: "",
  session: null,
};
const view = new View(frame(document.getElementById("page") as HTMLElement, speak));
const live = () => import("./live");
/** What keeps film while the network is away. */
const keeper = async (what: "keep" | "bring") => {
  const [kept, tools] = await Promise.all([import("./kept"), live()]);
  await kept[what](model, tools);
};
let admitted: Started | null = null;
let knocks = 0;

addEventListener("hashchange", () => location.reload());
if (token) run("open");
speak(model.language);

function dispatch(event: FlowEvent): void {
  if (event.type === "real") model.exercise = "";
  const [next, ...effects] = step(model.flow, event);
  model.flow = next;
  effects.forEach(run);
  view.draw(model);
  // An earlier page may have kept something.
  if (next.at === "stopped" && !model.session) keeper("bring").catch(() => 0);
}

function run(effect: Effect): void {
  const work = { open, code, start, refuse, knock, stop }[effect];
  work().catch((error) =>
    dispatch(
      error instanceof Refused
        ? { type: "failed", code: error.code, problem: error.problem }
        : { type: "failed", code: null },
    ),
  );
}

async function ask(): Promise<Opened> {
  const opened = await post<Opened>("caller/open", { token, phone: phone(), ...(obstacle ? { obstacle } : {}) });
  model.exercise = opened.exercise ?? "";
  return opened;
}

async function open(): Promise<void> {
  const opened = await ask();
  model.demo = opened.demo;
  const prewarmed = prewarm();
  const { known, ready } = opened.started_before ? await prewarmed : { known: false, ready: false };
  dispatch({ type: "opened", opened, obstacle, known, ready });
}

/** Loads what the next tap needs while the person reads, and makes the phone's key. */
async function prewarm() {
  liveWords(model.language).catch(() => undefined);
  const { keyOf, cameraGranted } = await live();
  const known = (await keyOf(token)).started;
  return { known, ready: known && (await cameraGranted()) };
}

async function code(): Promise<void> {
  if (model.flow.at !== "code") return;
  await post<void>("caller/code", { token, access_code: model.flow.code });
  dispatch({ type: "code_right" });
}

async function start(): Promise<void> {
  const { Admission, LiveSession } = await live();
  const { flow } = model;
  if (flow.at !== "live") return;
  const { opened, ticks } = flow;
  const admission = new Admission(token, phone, opened, flow.code);
  model.session = new LiveSession({
    take: () => admission.start(ticks),
    admitted,
    limits: () => opened.limits,
    turnedAway: (code, late) => dispatch({ type: "failed", code, late }),
    ended: (reason, summary) => dispatch({ type: "ended", reason, summary }),
    pictured: () => void keeper("keep").catch(() => 0),
    told: ({ type }) => type === "no_exercise" && dispatch({ type: "real" }),
  });
  admitted = null;
  model.session.begin();
  view.draw(model);
}

/** Asks for readmission until the operator has pressed, or the report is over. */
async function knock(): Promise<void> {
  const { Admission } = await live();
  const { flow } = model;
  if (flow.at !== "other_device") return;
  try {
    admitted = await new Admission(token, phone, flow.opened, flow.code, true).start(flow.ticks);
    dispatch({ type: "admitted" });
  } catch (error) {
    if (error instanceof Refused && error.code !== "url_used") throw error;
    if (++knocks < READMISSION_POLLS_MAX)
      setTimeout(() => dispatch({ type: "knock" }), READMISSION_POLL_MS);
  }
}

async function refuse(): Promise<void> {
  await post<void>("caller/refuse", { token });
}

async function stop(): Promise<void> {
  model.session?.stop();
}

async function speak(language: Language): Promise<void> {
  model.language = language;
  try {
    sessionStorage.setItem(LANGUAGE_KEPT, language);
  } catch {
    /* A private tab may keep nothing. */
  }
  const words = await openingWords(language).catch(() => model.words);
  if (model.language !== language) return;
  model.words = words;
  view.draw(model);
  // The consents come from the rulebook, one language at a time.
  if (model.flow.at !== "consents" || model.flow.opened.consents.language === language) return;
  const opened = await ask().catch(() => null);
  if (opened && model.language === language) dispatch({ type: "translated", opened });
}

function phone(): Phone {
  return { platform: kind.platform, browser: kind.browser, language: model.language };
}

function kept(): string | null {
  try {
    return sessionStorage.getItem(LANGUAGE_KEPT);
  } catch {
    return null;
  }
}
