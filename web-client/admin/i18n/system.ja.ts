// Words of the page on how the system stands.
export const systemJa = {
  title: "システムの状態",
  runs: "運用中",
  stopped: "運用停止中",
  resumes: (until: string) => `${until} に自動で再開します。`,
  next: (from: string, until: string, ground: string) =>
    `次の停止: ${from} から ${until} まで（${ground}）`,
  parts: { suspension: "運用停止", fault: "障害", maintenance: "保守作業者の指定" },
  none: {
    suspension: "予定されている運用停止はありません。",
    fault: "処理中の障害はありません。",
    maintenance: "有効な指定はありません。",
  },
};
