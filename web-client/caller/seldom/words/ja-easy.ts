import type { SeldomWords } from "../words";

export const words: SeldomWords = {
  code: {
    title: "すうじを いれてください",
    lead: (digits) => `でんわの ひとが いう ${digits}この すうじです。`,
    label: "アクセスコード",
    next: "つぎへ",
    wrong: {
      code_wrong: "すうじが ちがいます。でんわの ひとに もういちど きいてください。",
      code_used: "この すうじは もう つかえません。でんわの ひとに あたらしい すうじを きいてください。",
      code_missing: "すうじを いれてください。",
      slow: "すこし まってから、もういちど いれてください。",
      offline: "つながりません。もういちど おしてください。",
    },
  },
  hindered: {
    inApp: ({ platform, browser }) => [
      platform === "iPhone" ? "Safariで ひらいてください" : "ブラウザで ひらいてください",
      `${browser === "in-app" ? "この アプリ" : browser}では カメラが うごかないことが あります。すみの「⋯」か「︙」を おして、「${platform === "iPhone" ? "Safariで開く" : "ブラウザで開く"}」を おしてください。`,
    ],
    tooOld: [
      "この ブラウザは ふるいです",
      "あたらしい Chromeか Safariで ひらいてください。ここでも しゃしんと どうがは おくれます。",
    ],
    openOutside: "ブラウザで ひらく",
    copy: "リンクを コピー",
    copied: "コピーしました",
    hereAnyway: "ここで つづける（しゃしん・どうが）",
  },
  receipt: {
    title: "やくそくの ひかえ",
    number: "つうほうの ばんごう",
    agreed: "よいと いった じかん",
    ended: "おわった じかん",
    version: "やくそくの ばん",
    kept: "のこす ひ",
    ask: (hq) => ["ききたい とき", `${hq}（つうほうの ばんごうを いってください）`],
    save: "ひかえを のこす",
    failed: "ひかえが みられません。でんぱの よい ところで もういちど おしてください。",
  },
};
