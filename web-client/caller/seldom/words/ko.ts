import type { SeldomWords } from "../words";

export const words: SeldomWords = {
  code: {
    title: "접속 코드를 입력해 주세요",
    lead: (digits) => `전화 담당자가 말하는 숫자 ${digits}자리입니다.`,
    label: "접속 코드",
    next: "다음",
    wrong: {
      code_wrong: "코드가 다릅니다. 전화 담당자에게 다시 물어봐 주세요.",
      code_used: "이 코드는 더 이상 쓸 수 없습니다. 전화 담당자에게 새 코드를 물어봐 주세요.",
      code_missing: "숫자를 입력해 주세요.",
      slow: "잠시 기다린 뒤 다시 입력해 주세요.",
      offline: "연결되지 않습니다. 다시 눌러 주세요.",
    },
  },
  hindered: {
    inApp: ({ platform, browser }) => [
      platform === "iPhone" ? "Safari에서 열어 주세요" : "브라우저에서 열어 주세요",
      `${browser === "in-app" ? "이 앱" : browser} 안에서는 카메라가 안 될 수 있습니다. 화면 구석의 “⋯” 또는 “︙”를 누르고 “${platform === "iPhone" ? "Safari로 열기" : "브라우저에서 열기"}”를 선택해 주세요.`,
    ],
    tooOld: [
      "이 브라우저로는 실시간 영상을 보낼 수 없습니다",
      "최신 Chrome이나 Safari로 링크를 열어 주세요. 여기서도 사진과 동영상은 보낼 수 있습니다.",
    ],
    openOutside: "브라우저에서 열기",
    copy: "링크 복사",
    copied: "복사했습니다",
    hereAnyway: "여기서 계속(사진·동영상 전송)",
  },
  receipt: {
    title: "동의 확인서",
    number: "신고 번호",
    agreed: "동의한 시각",
    ended: "끝난 시각",
    version: "동의 문안 버전",
    kept: "보관",
    ask: (hq) => ["문의", `${hq}(신고 번호를 알려 주세요)`],
    save: "확인서 저장",
    failed: "확인서를 가져올 수 없습니다. 신호가 좋은 곳에서 다시 눌러 주세요.",
  },
};
