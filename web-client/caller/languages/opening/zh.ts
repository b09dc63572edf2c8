import type { OpeningWords } from "./words";

export const words: OpeningWords = {
  service: "110 视频报警",
  language: "语言",
  demo: "这是练习页面，不会连接到真正的警察。",
  wait: "正在打开…",
  title: "让警方看到现场",
  askedBy: (hq) => `${hq}（警方）请您发送现场视频。`,
  word: "核对暗语",
  wordHint: "请与电话里接警员说的词核对。如果不同，请关闭本页面。",
  consentTitle: "请同意以下四点",
  consents: {
    copyright: "著作权",
    location: "位置信息",
    privacy: "拍摄方式",
    charges: "流量费用",
  },
  missing: "如果同意，请勾选这里。",
  start: "同意并开始",
  disagree: "不同意",
  about: "关于本服务",
  unreachable: ["无法连接", "请在信号较好的地方重试。请不要挂断电话。"],
  retry: "重试",
};
