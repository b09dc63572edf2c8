import type { OpeningWords } from "./words";

export const words: OpeningWords = {
  service: "Báo tin 110 bằng video",
  language: "Ngôn ngữ",
  demo: "Đây là trang luyện tập, không kết nối với cảnh sát thật.",
  wait: "Đang mở…",
  title: "Cho cảnh sát xem hiện trường",
  askedBy: (hq) => `${hq} (cảnh sát) nhờ bạn gửi video hiện trường.`,
  word: "Từ đối chiếu",
  wordHint: "Hãy so với từ mà nhân viên nói qua điện thoại. Nếu khác, hãy đóng trang này.",
  consentTitle: "Xin bạn đồng ý bốn điểm",
  consents: {
    copyright: "Bản quyền",
    location: "Vị trí",
    privacy: "Cách quay",
    charges: "Phí dữ liệu",
  },
  missing: "Nếu đồng ý, xin đánh dấu vào đây.",
  start: "Đồng ý và bắt đầu",
  disagree: "Tôi không đồng ý",
  about: "Về dịch vụ này",
  unreachable: ["Không kết nối được", "Xin thử lại ở nơi sóng tốt hơn. Đừng tắt cuộc gọi."],
  retry: "Thử lại",
};
