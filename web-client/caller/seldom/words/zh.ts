import type { SeldomWords } from "../words";

export const words: SeldomWords = {
  code: {
    title: "请输入验证码",
    lead: (digits) => `请输入电话中接警员告诉您的${digits}位数字。`,
    label: "验证码",
    next: "下一步",
    wrong: {
      code_wrong: "验证码不正确。请再次询问电话中的接警员。",
      code_used: "此验证码已失效。请向电话中的接警员索取新的验证码。",
      code_missing: "请输入数字。",
      slow: "请稍等片刻后再输入。",
      offline: "无法连接。请再按一次。",
    },
  },
  hindered: {
    inApp: ({ platform, browser }) => [
      platform === "iPhone" ? "请在 Safari 中打开" : "请在浏览器中打开",
      `在${browser === "in-app" ? "此应用" : ` ${browser} `}内可能无法使用摄像头。请点角落的“⋯”或“︙”，选择“在${platform === "iPhone" ? " Safari " : "浏览器"}中打开”。`,
    ],
    tooOld: [
      "此浏览器无法发送直播视频",
      "请用新版 Chrome 或 Safari 打开链接。在这里仍可发送照片和视频文件。",
    ],
    openOutside: "在浏览器中打开",
    copy: "复制链接",
    copied: "已复制",
    hereAnyway: "就在这里继续（可发送照片和视频文件）",
  },
  receipt: {
    title: "同意记录",
    number: "报警编号",
    agreed: "同意时间",
    ended: "结束时间",
    version: "条款版本",
    kept: "保存",
    ask: (hq) => ["咨询", `${hq}（请告知报警编号）`],
    save: "保存记录",
    failed: "无法获取记录。请在信号好的地方再按一次。",
  },
};
