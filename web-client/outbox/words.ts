// The outbox is a tool of demonstrations: both languages stand on it at once where it matters.
export const words = {
  title: "送信箱",
  demo: "デモ環境です。ここにあるSMSとメールは、どこにも送られていません。",
  demoEn: "Demonstration: these messages were sent to nobody.",
  none: "まだ何もありません。受理端末で「映像を依頼」から送ると、ここに届きます。",
  noneEn: "No messages yet. They appear here when the console sends one.",
  failed: "読み込めません。デモ環境ではないか、サーバーに届きません。自動で試し続けます。",
  to: "宛先",
  channel: { sms: "SMS", email: "メール" },
} as const;
