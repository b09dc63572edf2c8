// Reports as tests need them: whole, plain, changeable.
import type {
  FileView,
  FunnelStep,
  Message,
  ReportDetail,
  ReportView,
  TrackPoint,
} from "../shared/protocol.ts";

export function exampleReport(change: Partial<ReportView> = {}): ReportView {
  return {
    id: "0193-a",
    number: "1120-001",
    state: "invited",
    exercise: "no",
    created_ms: 1_000,
    operator: "0193-o",
    operator_name: "佐藤 花子",
    channel: "sms",
    destination_masked: "•••-••••-5678",
    risks: [],
    delivery: { state: "delivered", sends: 1, sends_max: 3, sent_ms: 1_000 },
    ends_soon: false,
    prolongable: false,
    check_word: { kana: "すいか 42", latin: "suika 42" },
    note: "",
    funnel: [{ step: "sent", at_ms: 1_000 }],
    caller_online: false,
    opening_deadline_ms: 600_000,
    totals: {
      live_ms: 0,
      media_bytes: 0,
      media_packets: 0,
      media_packets_lost: 0,
      interruptions: 0,
      resumptions: 0,
      positions: 0,
      messages: 0,
      files: 0,
      viewers_max: 0,
    },
    report_after_due_ms: null,
    confirmations: { safety: true, camera: true, number: true, reported: true },
    instructions: [],
    hints: [],
    checks: [],
    ...change,
  };
}

/** Steps reached at these milliseconds. */
export function exampleFunnel(times: Partial<Record<FunnelStep, number>>): ReportView["funnel"] {
  return (Object.entries(times) as [FunnelStep, number][]).map(([step, at_ms]) => ({
    step,
    at_ms,
  }));
}

export function exampleDetail(report: ReportView): ReportDetail {
  return {
    report,
    destination: "+819012345678",
    track: [],
    messages: [],
    files: [],
    instructions: [],
    watching: [],
  };
}

export function examplePoint(seq: number): TrackPoint {
  const position = { at_ms: seq, latitude_deg: 35.68124, longitude_deg: 139.76713, accuracy_m: 12 };
  return { seq, position, received_ms: seq };
}

export function exampleMessage(id: string, change: Partial<Message> = {}): Message {
  return { id, at_ms: 5_000, author: "caller", body: { kind: "words", words: id }, ...change };
}

export function exampleFile(id: string, change: Partial<FileView> = {}): FileView {
  return {
    id,
    kind: "picture",
    name: `${id}.jpg`,
    bytes: 10,
    created_ms: 5_000,
    state: { kind: "viewable" },
    thumbnail: true,
    ...change,
  };
}
