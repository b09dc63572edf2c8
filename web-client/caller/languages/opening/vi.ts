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
    copyright: ["Bản quyền", "Tôi từ bỏ bản quyền đối với video và ảnh mà tôi quay hoặc gửi."],
    location: ["Vị trí", "Cảnh sát được lấy vị trí của tôi qua GPS của điện thoại này."],
    privacy: [
      "Cách quay",
      "Tôi chỉ quay những gì mắt thường thấy được từ nơi ai cũng vào được, và tôn trọng sự riêng tư của người khác.",
    ],
    charges: ["Phí dữ liệu", "Tôi chịu phí dữ liệu khi gửi (tối đa khoảng 20 MB mỗi phút video)."],
  },
  missing: "Nếu đồng ý, xin đánh dấu vào đây.",
  data: (days) =>
    `Cảnh sát lưu video, ảnh và vị trí nhận được và xóa sau ${days} ngày. Phần cần cho điều tra có thể được giữ lâu hơn. Video trực tiếp không có tiếng.`,
  free: "Bạn tự do đồng ý hay không, và có thể rút lại bất cứ lúc nào.",
  start: "Đồng ý và bắt đầu",
  disagree: "Tôi không đồng ý",
  unreachable: ["Không kết nối được", "Xin thử lại ở nơi sóng tốt hơn. Đừng tắt cuộc gọi."],
  retry: "Thử lại",
};
