// The server's API of the admin page as functions.
import type {
  AccountId,
  AnswerReview,
  Appoint,
  AppointableList,
  AssetId,
  AssetPage,
  AssetView,
  BeginCase,
  CameraList,
  CaseFile,
  CaseId,
  CasePage,
  CaseView,
  ChangePost,
  CircularId,
  CircularList,
  CircularView,
  ContainerLock,
  Day,
  DeadlineId,
  DeadlineList,
  Delegate,
  DoToAsset,
  ExerciseList,
  FootagePage,
  HolidayList,
  LedgerList,
  NewTerminal,
  NoticeId,
  OfficeHoursView,
  OneTimeCode,
  OpenContainer,
  PersonList,
  PostChanges,
  PostId,
  PostList,
  PostView,
  ReportView,
  ReviewList,
  Revoked,
  RulebookList,
  RulebookView,
  SendCircular,
  Settings,
  SettingsMade,
  StaffApplied,
  StaffPreview,
  Statistics,
  StatisticsScope,
  StatisticsStep,
  SwitchDocument,
  TakeIn,
  TakeStep,
  TaskList,
  TerminalId,
  TerminalLine,
  TrailPage,
  TrailState,
  Transfer,
  UnitDocuments,
  UnitId,
  UnitList,
  UntrainedList,
  WorkflowList,
} from "../shared/protocol.ts";
import { answered, call, get, post, withJson } from "../ui/http.ts";

/** What stays open is left out of the address. */
type Query = Record<string, string | number | boolean | undefined>;

function asked(path: string, query: Query): string {
  const set = Object.entries(query).flatMap(([key, value]) =>
    value === undefined || value === "" ? [] : [[key, String(value)]],
  );
  return set.length === 0 ? path : `${path}?${new URLSearchParams(set).toString()}`;
}

export interface TrailQuery extends Query {
  unit?: UnitId;
  from?: number;
  to?: number;
  actor?: string;
  action?: string;
  subject?: string;
  clause?: string;
  result?: string;
  before?: number;
}

export interface CaseQuery extends Query {
  document?: string;
  workflow?: string;
  unit?: UnitId;
  open?: boolean;
  number?: string;
  before?: CaseId;
}

/** Both days included. */
interface StatisticsQuery extends Query {
  from: Day;
  to: Day;
  step: StatisticsStep;
}

function pathOf(scope: StatisticsScope): string {
  return scope === "nation" ? "national" : "headquarters";
}

export const api = {
  tasks: () => get<TaskList>("/tasks"),
  readNotice: (id: NoticeId) => post<void>(`/notices/${id}/read`, {}),

  circulars: () => get<CircularList>("/circulars"),
  sendCircular: (body: SendCircular) => post<CircularView>("/circulars", body),
  readCircular: (id: CircularId) => post<void>(`/circulars/${id}/read`, {}),

  units: () => get<UnitList>("/units"),
  unitDocuments: (unit: UnitId) => get<UnitDocuments>(`/units/${unit}/documents`),
  switchDocument: (unit: UnitId, body: SwitchDocument) =>
    post<UnitDocuments>(`/units/${unit}/documents`, body),
  persons: (query: string) => get<PersonList>(asked("/persons", { query })),
  posts: (unit: UnitId) => get<PostList>(asked("/posts", { unit })),
  appointable: () => get<AppointableList>("/posts/appointable"),
  appoint: (body: Appoint) => post<PostView>("/posts", body),
  changePost: (id: PostId, body: ChangePost) => withJson<PostView>("PATCH", `/posts/${id}`, body),
  endPost: (id: PostId) => call<void>(`/posts/${id}`, { method: "DELETE" }),
  delegate: (id: PostId, body: Delegate) => post<PostView>(`/posts/${id}/delegations`, body),
  transfer: (body: Transfer) => post<PostChanges>("/transfers", body),
  revoke: (id: AccountId) => post<Revoked>(`/accounts/${id}/revoke`, {}),
  previewStaff: (csv: string) =>
    call<StaffPreview>("/staff-lists/preview", {
      method: "POST",
      headers: { "content-type": "text/csv" },
      body: csv,
    }),
  applyStaff: (token: string) => post<StaffApplied>("/staff-lists", { token }),
  registrationCode: (id: AccountId) =>
    post<OneTimeCode>(`/accounts/${id}/registration-code`, {}),
  terminals: () => get<TerminalLine[]>("/terminals"),
  enrolmentCode: (body: NewTerminal) => post<OneTimeCode>("/terminals/codes", body),
  revokeTerminal: (id: TerminalId) => call<void>(`/terminals/${id}`, { method: "DELETE" }),
  reviews: () => get<ReviewList>("/access-reviews"),
  answerReview: (id: DeadlineId, body: AnswerReview) =>
    post<void>(`/access-reviews/${id}/answers`, body),

  workflows: () => get<WorkflowList>("/workflows"),
  cases: (query: CaseQuery) => get<CasePage>(asked("/cases", query)),
  case: (id: CaseId) => get<CaseView>(`/cases/${id}`),
  beginCase: (body: BeginCase) => post<CaseView>("/cases", body),
  takeStep: (id: CaseId, body: TakeStep) => post<CaseView>(`/cases/${id}/steps`, body),
  storeFile: (file: File) =>
    call<CaseFile>("/case-files", {
      method: "POST",
      headers: {
        "content-type": file.type || "application/octet-stream",
        "x-file-name": encodeURIComponent(file.name),
      },
      body: file,
    }),

  containerPage: async (): Promise<string> =>
    (await answered("/containers/page", { method: "GET" })).text(),
  keepContainer: (sealed: Blob) =>
    call<CaseFile>("/containers", {
      method: "POST",
      headers: { "content-type": "text/html" },
      body: sealed,
    }),
  containerLock: (id: CaseId) => get<ContainerLock>(`/cases/${id}/container`),
  openContainer: async (id: CaseId, proof: string): Promise<Blob> => {
    const body: OpenContainer = { proof };
    const headers = { "content-type": "application/json" };
    const request = { method: "POST", headers, body: JSON.stringify(body) };
    return (await answered(`/cases/${id}/container`, request)).blob();
  },
  sendMail: (id: CaseId) => post<CaseView>(`/cases/${id}/mail`, {}),

  /** Both days included. */
  deadlines: (from: Day, to: Day) => get<DeadlineList>(asked("/deadlines", { from, to })),
  holidays: (year: number) => get<HolidayList>(asked("/holidays", { year })),
  officeHours: (unit: UnitId) => get<OfficeHoursView>(`/office-hours/${unit}`),
  setOfficeHours: (unit: UnitId, body: OfficeHoursView) =>
    withJson<OfficeHoursView>("PUT", `/office-hours/${unit}`, body),

  ledgers: () => get<LedgerList>("/ledgers"),
  assets: (document: string, kind: string, query: { unit?: UnitId; before?: AssetId } = {}) =>
    get<AssetPage>(asked(`/ledgers/${document}/${kind}`, query)),
  asset: (id: AssetId) => get<AssetView>(`/assets/${id}`),
  takeIn: (document: string, kind: string, body: TakeIn) =>
    post<AssetView>(`/ledgers/${document}/${kind}`, body),
  doToAsset: (id: AssetId, body: DoToAsset) => post<AssetView>(`/assets/${id}/acts`, body),

  cameras: () => get<CameraList>("/cameras"),
  footage: (before?: AssetId) => get<FootagePage>(asked("/footage", { before })),
  /** The one copy of a provision: asking again is refused. */
  takeCopy: async (id: CaseId): Promise<Blob> =>
    (await answered(`/cases/${id}/copy`, { method: "POST" })).blob(),
  /** The one copy of a permitted export, with the password that is told this once. */
  saveReport: async (id: CaseId): Promise<{ archive: Blob; password: string }> => {
    const answer = await answered(`/exports/${id}`, { method: "POST" });
    const password = answer.headers.get("genba-password") ?? "";
    return { archive: await answer.blob(), password };
  },
  reports: () => get<ReportView[]>("/reports"),

  statistics: (scope: StatisticsScope, query: StatisticsQuery) =>
    get<Statistics>(asked(`/statistics/${pathOf(scope)}`, query)),
  training: (document: string, topic: string) =>
    get<UntrainedList>(`/training/${document}/${topic}`),
  exercises: () => get<ExerciseList>("/exercises"),

  trail: (query: TrailQuery) => get<TrailPage>(asked("/trail", query)),
  trailState: (unit: UnitId) => get<TrailState>(asked("/trail/state", { unit })),
  checkTrail: (unit: UnitId) => post<TrailState>(asked("/trail/check", { unit }), {}),

  rulebooks: () => get<RulebookList>("/rulebooks"),
  rulebook: (document: string, on?: Day) =>
    get<RulebookView>(asked(`/rulebooks/${document}`, { on })),
  set: (document: string, body: Settings) =>
    post<SettingsMade>(`/rulebooks/${document}/settings`, body),
};

export function caseFileUrl(id: string): string {
  return `/api/v1/case-files/${id}`;
}

/** The film, for whoever has said why it is looked at. */
export function filmUrl(id: AssetId, viewing: CaseId): string {
  return asked(`/api/v1/footage/${id}/content`, { viewing });
}

/** Every case of a workflow as a table. */
export function caseRegisterUrl(document: string, workflow: string): string {
  return `/api/v1/case-registers/${document}/${workflow}`;
}

/** The same figures as a table. */
export function statisticsCsvUrl(
  { scope, from, to }: Statistics,
  step: StatisticsStep,
  language: "ja" | "en",
): string {
  const path = `/api/v1/statistics/${pathOf(scope)}`;
  return asked(path, { from, to, step, format: "csv", language });
}
