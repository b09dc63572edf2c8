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
    copyright: ["著作权", "我放弃所拍摄、发送的视频和照片的著作权。"],
    location: ["位置信息", "警方可通过本手机的 GPS 获取我的位置。"],
    privacy: ["拍摄方式", "我只从任何人都可进入的地方拍摄肉眼可见的范围，不侵犯他人隐私。"],
    charges: ["流量费用", "发送所产生的流量费用由我承担（视频每分钟最多约 20 MB）。"],
  },
  missing: "如果同意，请勾选这里。",
  data: (days) =>
    `警方会记录收到的视频、照片和位置，并在 ${days} 天后删除。调查所需的内容可能保留更久。直播视频没有声音。`,
  free: "是否同意由您自己决定，开始后也可随时撤回。",
  start: "同意并开始",
  disagree: "不同意",
  unreachable: ["无法连接", "请在信号较好的地方重试。请不要挂断电话。"],
  retry: "重试",
};
