import { namesJa } from "../../console/i18n/names.ja.ts";
import type { ReportException } from "../../shared/protocol.ts";
import type { Key } from "../statistics/order.ts";
import type { Preset, SpanFlaw } from "../statistics/spans.ts";

const presets: Record<Preset, string> = {
  today: "今日",
  week: "今週",
  month: "今月",
  last_month: "先月",
  fiscal_year: "今年度",
};

const flaws: Record<SpanFlaw, string> = {
  empty: "期間の初日と末日を入力してください。",
  backwards: "期間の初日は、末日以前の日にしてください。",
  too_long: "一度に集計できる期間は366日までです。",
};

const keys: Record<Key, string> = {
  name: "警察本部",
  issues: "発行",
  starts: "開始",
  live: "ライブ映像",
  lost: "離脱",
  median: "最初の画像まで（中央値）",
  refusals: "同意拒否",
  mis_sends: "誤送信",
  staff: "警察官の使用",
};

const exceptions: Record<ReportException, string> = {
  without_report: "本部運用管理者への事前報告なし",
  number_by_voice: "通話で聞き取った番号へ送信",
  number_differs: "発信番号と異なる番号へ送信",
  by_email: "電子メールで送信",
  prolonged: "最長時間の延長",
  readmitted: "別の端末の許可",
  began_as_exercise: "訓練から実際の通報へ切替え",
  staff_without_report: "警察官による事前報告なしの使用",
  staff_for_other_purpose: "警察官による初動警察活動以外の使用",
};

export const statisticsJa = {
  title: "統計",
  nation: "全国",
  lead: "映像通報は、ワンタイムURLを送信した日（日本時間）と、対応した警察本部で数えます。訓練は含みません。個人に関する情報は含みません。",
  period: "期間",
  presets,
  from: "初日",
  to: "末日",
  show: "表示",
  flaws,
  between: (from: string, to: string) => (from === to ? from : `${from} 〜 ${to}`),
  csv: "CSVで保存",
  csvParts: { day: "日別", week: "週別", month: "月別", whole: "期間全体" },
  count: (n: number) => `${n.toLocaleString("ja-JP")}件`,
  seconds: (s: string) => `${s}秒`,
  minutes: (m: string) => `${m}分`,
  none: "—",
  tiles: {
    issues: "ワンタイムURLの発行",
    starts: "開始（同意4項目）",
    live: "ライブ映像",
    pictures_only: "画像・動画のみ",
    first_picture: "最初の画像まで（中央値）",
    p90: (s: string) => `10件中9件は${s}以内`,
    refusals: "同意拒否",
    mis_sends: "誤送信",
    staff: "警察官の使用",
    of: (part: string) => `発行の${part}`,
    messages: (n: number) => `送信は再送を含めて${n}回`,
    undecided: (n: number) => `うち継続中 ${n}件`,
  },
  nothing: "この期間の映像通報はありません。",
  use: {
    title: "使用の推移",
    issues: "発行",
    live: "うちライブ映像",
    alt: (count: number, most: string, day: string) => `全${count}区分。最も多いのは${day}の${most}。`,
    part: "期間",
  },
  funnel: {
    title: "どこで途切れたか",
    lead: "各段階まで進んだ件数と、そこで終わった件数（画像・動画を1つも送らずに終了したもの）です。",
    stage: "段階",
    reached: "到達",
    lost: "ここで離脱",
    bar: (stage: string, reached: string, lost: number) =>
      lost === 0 ? `${stage} ${reached}` : `${stage} ${reached}（ここで離脱 ${lost}件）`,
    alt: (stage: string, lost: string) => `離脱が最も多いのは「${stage}」の後で${lost}。`,
    noLoss: "離脱はありません。",
    obstacles: "離脱したときに止まっていた原因",
  },
  speed: {
    title: "最初の画像が届くまでの時間",
    lead: "送信から最初の画像（静止画又は映像）が届くまでの秒数です。",
    upTo: (s: number) => (s < 120 ? `${s}秒以内` : `${s / 60}分以内`),
    beyond: (s: number) => `${s / 60}分超`,
    short: (s: number) => (s < 120 ? `${s}秒` : `${s / 60}分`),
    median: "中央値",
    p90: "90%値",
    opened: "ページを開いてから",
    sent: "送信してから",
    bucket: "時間",
    alt: (count: string, median: string, p90: string) => `${count}。中央値${median}、90%値${p90}。`,
  },
  endings: "終了の理由",
  exceptions: { title: "例外的な取扱い", names: exceptions },
  files: {
    title: "受信した画像・動画",
    stills: "撮影中の静止画（最初の画像を含む）",
    pictures: "端末から送られた写真",
    films: "端末から送られた動画",
  },
  lengths: {
    title: "時間",
    live: "ライブ映像の長さ",
    length: "送信から終了まで",
    staff: "警察官の映像の長さ",
    sum: "合計",
    count: "件数",
  },
  byHeadquarters: "警察本部別",
  keys,
  sortBy: (name: string) => `${name}で並べ替え`,
  total: "全国計",
  what: "区分",
  howMany: "件数",
  endReason: namesJa.endReason,
  step: namesJa.step,
  obstacle: namesJa.obstacle,
};
