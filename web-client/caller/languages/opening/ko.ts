import type { OpeningWords } from "./words";

export const words: OpeningWords = {
  service: "110 영상 신고",
  language: "언어",
  demo: "연습용 화면입니다. 실제 경찰에 연결되지 않습니다.",
  wait: "여는 중…",
  title: "현장 영상 보내기",
  askedBy: (hq) => `${hq}(경찰)에서 현장 영상을 요청합니다.`,
  word: "확인 단어",
  wordHint: "전화 담당자가 말하는 단어와 같은지 확인해 주세요. 다르면 이 화면을 닫아 주세요.",
  consentTitle: "네 가지에 동의해 주세요",
  consents: {
    copyright: "저작권",
    location: "위치 정보",
    privacy: "촬영 방법",
    charges: "데이터 요금",
  },
  missing: "동의하시면 여기에 체크해 주세요.",
  start: "동의하고 시작",
  disagree: "동의하지 않음",
  about: "이 서비스에 대하여",
  unreachable: ["연결되지 않습니다", "신호가 좋은 곳에서 다시 시도해 주세요. 전화는 끊지 마세요."],
  retry: "다시 시도",
};
