// The outbox is a tool of demonstrations: both languages stand on it at once where it matters.
export const words = {
  title: "SMS送信箱",
  demo: "デモ環境です。ここにあるSMSは、どの電話にも送られていません。",
  demoEn: "Demonstration: these text messages were sent to no phone.",
  none: "まだSMSはありません。受理端末で「映像を依頼」から送ると、ここに届きます。",
  noneEn: "No text messages yet. They appear here when the console sends one.",
  failed: "読み込めません。デモ環境ではないか、サーバーに届きません。自動で試し続けます。",
  to: "宛先",
} as const;
