// The server's API as functions. Every failure is a `Refused` with words for the operator.
import type {
  AccountId,
  CallId,
  CaseId,
  CaseView,
  Checked,
  CodeIssued,
  Colleague,
  ConsoleConfiguration,
  Direct,
  End,
  FileId,
  GatewayHealth,
  Headquarters,
  IncomingCall,
  Message,
  MessageBody,
  MessageId,
  MisSend,
  Municipality,
  OpenViewing,
  Pass,
  Prepare,
  Prepared,
  Prolong,
  ReportDetail,
  ReportId,
  ReportView,
  Send,
  Sent,
  ShowTo,
  StatePlace,
  Stop,
  TakeStep,
  UnitId,
  Viewing,
  ViewingStart,
  ViewingTerms,
  Watch,
} from "../shared/protocol.ts";
import { get, post, withJson } from "../ui/http.ts";

export const api = {
  configuration: () => get<ConsoleConfiguration>("/console/configuration"),
  calls: () => get<IncomingCall[]>("/calls"),
  takeCall: (id: CallId) => post<IncomingCall>(`/calls/${id}/take`, {}),
  gateways: () => get<GatewayHealth>("/gateways"),
  reports: () => get<ReportView[]>("/reports"),
  report: (id: ReportId) => get<ReportDetail>(`/reports/${id}`),
  prepare: (body: Prepare) => post<Prepared>("/requests/prepare", body),
  send: (body: Send) => post<Sent>("/requests/send", body),
  end: (id: ReportId, body: End) => post<ReportView>(`/reports/${id}/end`, body),
  readmit: (id: ReportId) => post<ReportView>(`/reports/${id}/readmit`, {}),
  resend: (id: ReportId) => post<ReportView>(`/reports/${id}/resend`, {}),
  prolong: (id: ReportId, body: Prolong) => post<ReportView>(`/reports/${id}/prolong`, body),
  destroy: (id: ReportId) => post<ReportView>(`/reports/${id}/destroy`, {}),
  issueCode: (id: ReportId) => post<CodeIssued>(`/reports/${id}/access-code`, {}),
  noteSpokenConsent: (id: ReportId) => post<ReportView>(`/reports/${id}/spoken-consent`, {}),
  say: (id: ReportId, body: MessageBody) => post<Message>(`/reports/${id}/messages`, { body }),
  askStill: (id: ReportId) => post<ReportView>(`/reports/${id}/ask-still`, {}),
  viewing: (id: ReportId, body: Viewing) => post<void>(`/reports/${id}/viewing`, body),
  makeReal: (id: ReportId) => post<ReportView>(`/reports/${id}/make-real`, {}),
  viewingTerms: (id: ReportId) => get<ViewingTerms>(`/reports/${id}/viewings`),
  openViewing: (id: ReportId, body: ViewingStart) =>
    post<OpenViewing>(`/reports/${id}/viewings`, body),
  makeRecording: (id: ReportId) => post<void>(`/reports/${id}/recordings`, {}),
  watch: (id: ReportId) => post<Watch>(`/reports/${id}/watch`, {}),

  hold: (id: ReportId, body: Direct) => post<ReportView>(`/reports/${id}/hold`, body),
  release: (id: ReportId, body: Direct) => post<ReportView>(`/reports/${id}/release`, body),
  stop: (id: ReportId, body: Stop) => post<ReportView>(`/reports/${id}/stop`, body),
  takeOver: (id: ReportId, body: Direct) => post<ReportView>(`/reports/${id}/take-over`, body),
  instruct: (id: ReportId, body: Direct) => post<ReportView>(`/reports/${id}/instructions`, body),
  acknowledge: (id: ReportId, instruction: MessageId) =>
    post<ReportView>(`/reports/${id}/instructions/${instruction}/acknowledge`, {}),
  reportAfterwards: (id: ReportId) => post<ReportView>(`/reports/${id}/report-afterwards`, {}),
  acknowledgeReport: (id: ReportId) => post<ReportView>(`/reports/${id}/acknowledge-report`, {}),

  colleagues: () => get<Colleague[]>("/console/colleagues"),
  offer: (id: ReportId, to: AccountId) => post<ReportView>(`/reports/${id}/offer`, { to }),
  withdrawOffer: (id: ReportId) => withJson<ReportView>("DELETE", `/reports/${id}/offer`, {}),
  accept: (id: ReportId) => post<ReportView>(`/reports/${id}/accept`, {}),

  places: (name: string) => get<Municipality[]>(`/places?name=${encodeURIComponent(name)}`),
  statePlace: (id: ReportId, body: StatePlace) =>
    withJson<ReportView>("PUT", `/reports/${id}/stated-place`, body),
  check: (id: ReportId, body: Checked) =>
    withJson<ReportView>("PUT", `/reports/${id}/checks`, body),

  case: (id: CaseId) => get<CaseView>(`/cases/${id}`),
  takeStep: (id: CaseId, body: TakeStep) => post<CaseView>(`/cases/${id}/steps`, body),
  misSend: (id: ReportId, body: MisSend) => post<ReportView>(`/reports/${id}/mis-send`, body),

  showToOfficers: (id: ReportId, body: ShowTo) =>
    post<ReportView>(`/reports/${id}/officers`, body),
  hideFromOfficers: (id: ReportId) => withJson<ReportView>("DELETE", `/reports/${id}/officers`, {}),

  headquarters: () => get<Headquarters[]>("/console/headquarters"),
  passes: () => get<Pass[]>("/passes"),
  pass: (id: ReportId, to: UnitId) => post<ReportView>(`/reports/${id}/pass`, { to }),
  withdrawPass: (id: ReportId) => withJson<ReportView>("DELETE", `/reports/${id}/pass`, {}),
  acceptPass: (id: ReportId) => post<ReportView>(`/passes/${id}/accept`, {}),
  declinePass: (id: ReportId) => post<void>(`/passes/${id}/decline`, {}),
};

export type FilePart = "view" | "thumbnail" | "original";

export function fileUrl(report: ReportId, file: FileId, part: FilePart): string {
  return `/api/v1/reports/${report}/files/${file}/${part}`;
}

/** The number makes each picture an address of its own, so that the browser asks for it. */
export function pictureUrl(report: ReportId, seq: number): string {
  return `/api/v1/reports/${report}/picture?seq=${seq}`;
}
