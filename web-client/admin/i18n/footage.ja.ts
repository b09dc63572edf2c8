import type { SpanFlaw } from "../footage/batch.ts";

const spanFlaws: Record<SpanFlaw, string> = {
  backwards: "終了は開始より後にしてください。",
  future: "これから先の日時になっています。日時を確かめてください。",
};

/** A bound as people say it. */
export const largest = (megabytes: number): string =>
  megabytes < 1024 ? `${Math.floor(megabytes)}\u00a0MB` : `${Math.round(megabytes / 1024)}\u00a0GB`;

export const footageJa = {
  title: "カメラと記録データ",
  cameras: "カメラ",
  noCameras: "登録されたカメラはありません。",
  publicNotice: "公開のお知らせを開く",
  publicRegulation: "管理運用規程を開く（印刷用）",
  lockedUntil: "撤去・移設・売却ができない期間の終わり",
  kept: "保存している記録データ",
  keptFor: (words: string) => `保存期限: 録画から${words}。過ぎたものは自動で消去します。`,
  nothingKept: "保存している記録データはありません。",
  provisionRegister: "提供の記録簿を保存（CSV）",
  now: "現在",
  past: "保存期間が過ぎました",
  bar: (left: string) => `消去まで: ${left}`,
  erasedThen: "に消去",
  look: "見る",
  lookFor: (minutes: number) => `目的を記録すると、${minutes}分間見られます。`,
  lookAt: (what: string) => `${what}を見る`,
  provide: "提供の手続",
  provideOf: (what: string) => `${what}の提供の手続を始める`,
  facts: "詳細とハッシュ値",
  number: "番号",
  imported: "取込み",
  watchedFolder: "録画機のフォルダーから自動",
  size: "大きさ",
  rule: "消去の決まり",
  copyHash: "ハッシュ値をコピー",
  megabytes: (count: number) => `${count.toFixed(count < 10 ? 1 : 0)} MB`,
  erased: "消去した記録データ",
  erasedLead:
    "復元できないように消去しました。何を消去したかは、ハッシュ値と証跡で示せます。",
  recorded: "撮影日時",
  camera: "カメラ",
  erasedAt: "消去",
  proof: "証明（番号・SHA-256）",
  import: "記録データの取込み",
  importLead:
    "録画機から取り出したファイルを、撮影時のまま保存します。加工や複製はできません。",
  noActive: "運用中のカメラがありません。登録の手続を終えると取り込めます。",
  dropHere: "ここにファイルをドラッグしてください。",
  chooseFiles: "ファイルを選ぶ",
  accepted: (types: string, megabytes: number) =>
    `形式: ${types}　1ファイル${largest(megabytes)}まで`,
  unfit: (names: string, types: string) =>
    `取り込めないファイルです（形式は${types}、大きさの上限あり）: ${names}`,
  chooseCamera: "カメラを選んでください。",
  from: "撮影の開始",
  to: "撮影の終了",
  checkTimes: "日時はファイルから推定しました。録画機の表示と同じか確かめてください（日本時間）。",
  spanFlaws,
  removeOf: (name: string) => `${name}を取り込まない`,
  send: (count: number) => `${count}件を取り込む`,
  waiting: "順番を待っています",
  sendingOf: (name: string) => `${name}の送信`,
  storedSame: "保存しました。手元のファイルとハッシュ値が一致しました。",
  storedUnhashed: "保存しました。ハッシュ値はサーバーで計算したものです。",
  storedOther: "保存したものと手元のファイルのハッシュ値が違います。取り込み直してください。",
  importedCount: (count: number) => `${count}件を取り込みました。`,
  clearDone: "済んだものを表示から外す",
  secrecy: "はじめに、秘密の保持を確認してください",
  acknowledged: "秘密の保持の確認を記録しました。",
  film: (where: string) => `${where}の記録データ`,
  filmFailed:
    "再生できません。視聴できる時間が過ぎたか、このブラウザーで再生できない形式です。",
  watched: "この視聴は、目的とともに記録しました。",
  copy: "提供する複製",
  copyLead:
    "複製を受け取れるのは1回だけです。渡す媒体を用意してから押してください。受け取りは証跡に残ります。",
  takeCopy: "複製を受け取る（1回だけ）",
  copyTaken: "複製を受け取りました。",
  copyUnchecked: "大きいため、この画面ではハッシュ値を確かめていません。SHA256SUMSで確かめてください。",
  hashSame: "ハッシュ値が一致しました。",
  hashOther: "ハッシュ値が一致しません。市とシステム管理者に連絡してください。",
};
