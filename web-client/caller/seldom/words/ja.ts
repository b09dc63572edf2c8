import type { SeldomWords } from "../words";

export const words: SeldomWords = {
  code: {
    title: "アクセスコードを入力してください",
    lead: (digits) => `電話の担当者が言う${digits}桁の数字です。`,
    label: "アクセスコード",
    next: "次へ",
    wrong: {
      code_wrong: "コードが違います。電話の担当者にもう一度聞いてください。",
      code_used: "このコードはもう使えません。電話の担当者に新しいコードを聞いてください。",
      code_missing: "数字を入力してください。",
      slow: "少し待ってから、もう一度入力してください。",
      offline: "つながりません。もう一度押してください。",
    },
  },
  hindered: {
    inApp: ({ platform, browser }) => [
      platform === "iPhone" ? "Safariで開いてください" : "ブラウザで開いてください",
      `${browser === "in-app" ? "このアプリ" : browser}の中ではカメラを使えないことがあります。画面のすみの「⋯」か「︙」を押し、「${platform === "iPhone" ? "Safariで開く" : "ブラウザで開く"}」を選んでください。`,
    ],
    tooOld: [
      "このブラウザではライブ映像を送れません",
      "ChromeかSafariの新しいものでリンクを開いてください。ここからは写真と動画を送れます。",
    ],
    openOutside: "ブラウザで開く",
    copy: "リンクをコピー",
    copied: "コピーしました",
    hereAnyway: "このまま進む（写真・動画を送れます）",
  },
  receipt: {
    title: "同意の控え",
    number: "通報番号",
    agreed: "同意した時刻",
    ended: "終わった時刻",
    version: "同意事項の版",
    kept: "保存について",
    ask: (hq) => ["お問い合わせ先", `${hq}（通報番号をお伝えください）`],
    save: "控えを保存する",
    failed: "控えを取得できません。電波の届く場所でもう一度押してください。",
  },
};
