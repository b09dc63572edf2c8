// Words of calls that the command system announces.
export const callsJa = {
  offered: (time: string, number: string, caseNumber: string) =>
    `${time} 着信 ${number}　事案番号 ${caseNumber}`,
  withheld: "番号非通知",
  take: "依頼に入力する",
  hide: "この画面では出さない",
  more: (count: number) => `ほかに着信 ${count}件`,
  prefilled: "着信の番号と事案番号を入力しました。確認事項と送信先の照合は、これから行ってください。",
  caseNumber: "事案番号",
  caseNumberHint: "通信指令システムの番号",
};

export type CallsTexts = typeof callsJa;
