// Words of the gateways that carry links.
export const gatewayJa = {
  down: "SMSの送信経路がすべて停止しています。送信しても届きません。",
  downMail: "「番号が使えない」の電子メールで送ってください。",
  bothDown: "電子メールの送信も停止しています。電話で通報を続け、システム管理者に連絡してください。",
  reserve: "SMSの送信経路の一部が停止しています。予備の経路で送信できます。",
  back: "SMSの送信が復旧しました。",
  closeBack: "閉じる",
  useMail: "電子メールに切り替える",
  mailReason: "SMSの送信経路が停止しているため",
  names: (names: string) => `停止中：${names}`,
};

export type GatewayTexts = typeof gatewayJa;
