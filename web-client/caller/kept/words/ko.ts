import type { KeptWords } from "../words";

export const words: KeptWords = {
  keeping: "네트워크가 끊겨 영상을 이 전화에 저장하고 있습니다",
  full: "더 저장할 수 없습니다. 저장한 영상은 연결되면 보냅니다",
  waiting: "연결이 안정되면 저장한 영상을 보냅니다",
  sending: "저장한 영상을 경찰에 보내는 중입니다. 화면을 닫지 마세요",
  sent: "저장한 영상을 경찰에 보내고 이 전화에서 삭제했습니다",
  dropped: "보내지 않은 영상은 이 전화에서 삭제했습니다",
  why: "영상은 암호화하여 저장하며, 다 보내거나 신고가 끝나면 이 전화에서 삭제합니다.",
};
