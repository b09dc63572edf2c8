import type { KeptWords } from "../words";

export const words: KeptWords = {
  keeping: "没有网络：视频正保存在本手机中",
  full: "无法再保存更多。已保存的视频会在恢复连接后发送",
  waiting: "网络稳定后，将发送已保存的视频",
  sending: "正在向警方发送已保存的视频，请不要关闭本页面",
  sent: "已保存的视频已发送给警方，并已从本手机删除",
  dropped: "未发送的视频已从本手机删除",
  why: "视频加密保存，发送完成或通报结束后即从本手机删除。",
};
