import type { LiveWords } from "./words";

export const words: LiveWords = {
  continue: ["可以继续", "您已在本手机上表示同意。"],
  continueButton: "继续发送视频",
  otherDevice: [
    "正在另一部手机上使用",
    "此链接只能在最先打开它的手机上使用。如要改用本手机，请告诉接警员“我用另一部手机打开了”。获准后会自动开始。",
  ],
  stops: {
    no_link: ["请检查链接", "请原样打开短信中的链接，不要缺少字符。"],
    link_unknown: ["此链接无法使用", "请再次点击短信中的链接。如仍不行，请告诉接警员。"],
    link_expired: ["链接已过期", "请告诉接警员，可以重新发送链接。"],
    link_void: ["此链接已失效", "请告知电话中的接警员。"],
    report_over: ["视频发送已结束", "感谢您的协助。可以关闭本页面。"],
    refused: ["好的", "不会发送视频。已告知接警员您不同意。请不要挂断电话。"],
    slow_down: ["请稍候", "请等待约一分钟，再点击短信中的链接。"],
    displaced: ["已改用另一部手机", "本手机的摄像头和定位已关闭。可以关闭本页面。"],
  },

  status: {
    watched: "警方正在看您的视频",
    sending: "正在发送视频",
    connecting: "正在连接…",
    pictures: "正在用照片代替视频发送",
    on_demand: "网络很弱。警方需要时会发送照片",
    text: "网络很弱。请用消息说明",
    offline: "没有网络。请不要关闭本页面",
    noCamera: "可以发送照片、视频文件和消息",
    held: "拍摄已暂停",
  },
  held: ["请稍候", "警方已暂停拍摄，目前没有拍摄任何画面。您的位置和信息仍会送达。请不要挂断电话。"],
  allowCamera: ["请按“允许”", "手机会询问是否允许使用摄像头和位置信息。"],
  cameraTrouble: {
    camera_denied: ({ platform, browser }) => [
      "未允许使用摄像头",
      platform === "iPhone"
        ? browser.startsWith("Safari")
          ? "点地址栏的“大小”→“网站设置”→“相机”→“允许”，然后重试。"
          : `打开“设置”→“${browser.split(" ")[0]}”，开启“相机”，然后重试。`
        : platform === "Android"
          ? "点地址栏左侧的图标→“权限”→允许“摄像头”，然后重试。"
          : "点地址栏左侧的图标允许摄像头，然后重试。",
    ],
    camera_missing: () => ["找不到摄像头", "仍可发送照片和视频文件。"],
    camera_busy: () => ["摄像头正被其他应用使用", "请关闭该应用，然后重试。"],
  },
  positionDenied: ({ platform }) =>
    platform === "iPhone"
      ? "收不到您的位置。请在“设置”→“隐私与安全性”→“定位服务”中允许浏览器使用。"
      : "收不到您的位置。点地址栏左侧的图标→“权限”→允许“位置信息”。",
  positionUnavailable: "还不知道您的位置。请口头告诉接警员您在哪里。",
  elapsed: "时间",
  sent: "流量",
  reminder: "请只从任何人都可进入的地方、在安全距离拍摄。",
  still: "拍照片",
  stillTaken: "照片已发送",
  gallery: "选择照片、视频",
  limits: (p, f, n) => `照片最大 ${p} MB，视频最大 ${f} MB，共 ${n} 个以内。`,
  switchCamera: "切换镜头",
  upload: {
    waiting: "等待中",
    paused: "等待网络",
    done: "已发送",
    failed: "未能发送",
    cancel: "取消",
    tooLarge: (mb) => `文件太大（最大 ${mb} MB）`,
    notSupported: "无法发送此类文件",
    tooMany: "文件数量超出",
    full: "接收方已满，请告诉接警员",
  },
  messages: {
    title: "消息",
    empty: "您可以在这里与接警员用文字交流。",
    operator: "接警员",
    you: "您",
    unsent: "尚未发出",
    write: "给接警员的消息",
    send: "发送",
    close: "关闭",
  },
  phrases: {
    stay_safe: "您安全吗？如有危险，请马上离开。",
    hold_still: "请拿稳手机，不要晃动。",
    move_slowly: "请慢慢移动镜头。",
    point_elsewhere: "请把镜头转向别处。",
    step_back: "请离远一些拍摄。",
    send_still: "请发送一张照片。",
    send_earlier: "请发送之前拍的照片或视频。",
    help_coming: "警察正在赶来。",
    keep_call: "请不要挂断电话。",
    enough: "谢谢，已经足够了。",
  },
  background: "离开本页面时摄像头会停止，回来后会自动继续。",
  end: "结束",
  endAsk: ["要结束发送吗？", "将停止发送视频和位置。"],
  withdraw: "撤回同意",
  withdrawAsk: ["要撤回同意吗？", "视频和位置会立即停止，并告知接警员。"],
  goOn: "继续",
  ended: {
    receipt: "同意记录",
    title: "发送已结束",
    thanks: "感谢您的协助。",
    byOperator: "接警员已结束接收。感谢您的协助。",
    withdrawn: "已告知接警员您撤回了同意。",
    wrongPerson: "此链接本应发给他人，非常抱歉。",
    timeUp: "规定的时间已到。如需继续，请告诉接警员。",
    privacy: "为保护他人的隐私，接警员已结束拍摄。感谢您的配合。",
    technical: "由于连接不畅，已经结束。请通过电话告诉警方。",
    stopped: "摄像头和定位已关闭。",
    close: "可以关闭本页面。请不要挂断电话。",
  },
};
