// What the console does: fetches, follows events, selects. Views call these and show signals.
import { batch } from "@preact/signals";
import type {
  CallId,
  ConsoleEvent,
  GatewayHealth,
  IncomingCall,
  Me,
  MessageBody,
  Pass,
  Problem,
  ReportId,
  ReportMedia,
  ReportView,
} from "../shared/protocol.ts";
import { asProblem, Refused } from "../ui/http.ts";
import { api } from "./api.ts";
import { setServerTime } from "../ui/clock.ts";
import { Events } from "./events.ts";
import { EVENTS_WAITING_MAX, REFETCH_MS } from "./limits.ts";
import { announceEvent } from "./announce.ts";
import { ownReports } from "./desk.ts";
import { isBack } from "./gateways.ts";
import * as session from "../ui/session.ts";
import { loadSystemState, suspension } from "../ui/system-state.ts";
import * as state from "./state.ts";
import { emptyStore, reduce, withFetchedDetail, withReport } from "./store.ts";

let events: Events | null = null;
/** For each fetch under way the events that arrived since; played again on top of its answer. */
const waiting = new Set<ConsoleEvent[]>();

export async function start(): Promise<void> {
  const me = await session.resume();
  if (me === null) session.me.value = null;
  else enter(me);
}

export function enter(me: Me): void {
  batch(() => {
    session.me.value = me;
    session.sessionEnded.value = false;
    state.selected.value = readSelection();
  });
  void api.configuration().then((found) => (state.configuration.value = found), ignore);
  events?.stop();
  events = new Events({ onEvent: receive, onOnline: setOnline, probe: probeSession });
}

/** Asks first while reports would be left behind. */
export function askToLeave(): void {
  if (ownReports(state.store.value, session.me.value).length === 0) void leave();
  else state.dialog.value = { kind: "leave" };
}

export async function leave(): Promise<void> {
  await session.sessionApi.signOut().catch(ignore);
  forget(false);
}

/** The live picture and everything else go from the page; what was selected stays in the address. */
export async function lock(): Promise<void> {
  const selected = state.selected.value;
  forget(false);
  await session.lockScreen();
  if (selected !== null) history.replaceState(null, "", `#${selected}`);
}

/** Keeps a code for as long as this page is open. */
export function takeCode(report: ReportId, code: string): void {
  state.codes.value = new Map(state.codes.value).set(report, code);
}

/** From the board, too. */
export function openReport(id: ReportId): void {
  state.boardShown.value = false;
  select(id);
}

export function select(id: ReportId | null): void {
  if (id === state.selected.value) return;
  batch(() => {
    state.selected.value = id;
    state.shownFile.value = null;
    state.detailMissing.value = false;
    state.readmitted.value = null;
  });
  history.replaceState(null, "", id === null ? location.pathname : `#${id}`);
  if (id !== null) void refetch(false);
}

/** The neighbour in the list, for the arrow keys. */
export function selectNeighbour(step: 1 | -1): void {
  const { reports } = state.store.value;
  const index = reports.findIndex((report) => report.id === state.selected.value);
  const next = reports[index === -1 ? 0 : index + step];
  if (next) select(next.id);
}

/** An answer of the server that is newer than what is shown. */
export function takeReport(report: ReportView): void {
  receive({ type: "report", report });
}

/** Asks for a report anew after something of it changed elsewhere. */
export async function refetchReport(id: ReportId): Promise<void> {
  if (id === state.selected.value) await refetch(false);
}

export async function readmit(id: ReportId): Promise<void> {
  takeReport(await api.readmit(id));
  state.readmitted.value = id;
}

export async function say(report: ReportId, body: MessageBody): Promise<void> {
  receive({ type: "message", report, message: await api.say(report, body) });
}

function receive(event: ConsoleEvent): void {
  if (event.type === "hello") setServerTime(event.server_ms);
  if (event.type === "signed_out") return forget(true);
  if (event.type === "locked") return void lock();
  if (event.type === "hello" || event.type === "resync") return void refetchAll();
  if (event.type === "system") return void (suspension.value = event.suspension ?? null);
  if (event.type === "media") return takeMedia(event.media);
  if (event.type === "pass") return takePass(event.pass);
  if (event.type === "call") return takeCall(event.call);
  if (event.type === "call_gone") return dropCall(event.call);
  if (event.type === "gateways") return takeGateways(event.health);
  if (event.type === "gone") dropPass(event.report);
  for (const events of waiting) if (events.length < EVENTS_WAITING_MAX) events.push(event);
  announceEvent(state.store.value, event);
  state.store.value = reduce(state.store.value, event);
}

function refetchAll(): void {
  void loadSystemState();
  void refetch(true);
}

function takePass(pass: Pass): void {
  dropPass(pass.report);
  state.passes.value = [...state.passes.value, pass];
}

export function dropPass(report: ReportId): void {
  state.passes.value = state.passes.value.filter((pass) => pass.report !== report);
}

function takeCall(call: IncomingCall): void {
  dropCall(call.id);
  state.calls.value = [...state.calls.value, call];
}

export function dropCall(id: CallId): void {
  state.calls.value = state.calls.value.filter((call) => call.id !== id);
}

function takeGateways(health: GatewayHealth): void {
  if (isBack(state.gateways.value, health)) state.smsIsBack.value = true;
  state.gateways.value = health;
}

function takeMedia(media: ReportMedia): void {
  if (media.report === state.selected.value) state.media.value = media;
}

/** Fetches the list (`all`) and the selected report, then replays what happened meanwhile. */
async function refetch(all: boolean): Promise<void> {
  const id = state.selected.value;
  const meanwhile: ConsoleEvent[] = [];
  waiting.add(meanwhile);
  try {
    const reports = all ? await api.reports() : null;
    if (all) state.passes.value = await api.passes();
    if (all) takeGateways(await api.gateways());
    if (all) state.calls.value = await api.calls();
    const detail = id === null ? null : await fetchDetail(id);
    if (session.me.value == null) return;
    if (all) state.listRefusal.value = null;
    let next = state.store.value;
    if (reports) next = reports.reduce(withReport, { ...emptyStore, detail: next.detail });
    if (detail && id === state.selected.value) next = withFetchedDetail(next, detail);
    state.store.value = meanwhile.reduce(reduce, next);
  } catch (error) {
    refetchFailed(asProblem(error), all);
  } finally {
    waiting.delete(meanwhile);
  }
}

function refetchFailed(problem: Problem, all: boolean): void {
  if (problem.status === 401) return forget(true);
  if (problem.status === 403) state.listRefusal.value = problem;
  else setTimeout(() => session.me.value && void refetch(all), REFETCH_MS);
}

async function fetchDetail(id: ReportId) {
  try {
    return await api.report(id);
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.status !== 404) throw error;
    state.detailMissing.value = id === state.selected.value;
    return null;
  }
}

async function probeSession(): Promise<void> {
  await session.sessionApi.me().catch((error: unknown) => {
    if (error instanceof Refused && error.problem.status === 401) return forget(true);
    throw error;
  });
}

function forget(byItself: boolean): void {
  events?.stop();
  events = null;
  batch(() => {
    session.me.value = null;
    session.sessionEnded.value = byItself;
    state.online.value = true;
    state.listRefusal.value = null;
    state.store.value = emptyStore;
    state.selected.value = null;
    state.dialog.value = null;
    state.notices.value = [];
    state.codes.value = new Map();
    state.boardShown.value = false;
    state.passes.value = [];
    state.gateways.value = null;
    state.calls.value = [];
    state.smsIsBack.value = false;
  });
}

function setOnline(online: boolean): void {
  state.online.value = online;
}

/** Report ids are no secret; the fragment keeps the selection over a reload. */
function readSelection(): ReportId | null {
  const id = location.hash.slice(1);
  return /^[0-9a-f-]{36}$/.test(id) ? id : null;
}

function ignore(): void {
  // The page goes on without it and asks again at the next connection.
}
