import type { SeldomWords } from "../words";

export const words: SeldomWords = {
  code: {
    title: "Nhập mã truy cập",
    lead: (digits) => `Đây là ${digits} chữ số mà nhân viên nói qua điện thoại.`,
    label: "Mã truy cập",
    next: "Tiếp theo",
    wrong: {
      code_wrong: "Mã không đúng. Hãy hỏi lại nhân viên qua điện thoại.",
      code_used: "Mã này không dùng được nữa. Hãy hỏi nhân viên mã mới qua điện thoại.",
      code_missing: "Hãy nhập các chữ số.",
      slow: "Hãy chờ một chút rồi nhập lại.",
      offline: "Không kết nối được. Hãy nhấn lại.",
    },
  },
  hindered: {
    inApp: ({ platform, browser }) => [
      platform === "iPhone" ? "Xin mở bằng Safari" : "Xin mở bằng trình duyệt",
      `Camera có thể không chạy trong ${browser === "in-app" ? "ứng dụng này" : browser}. Bấm “⋯” hoặc “︙” ở góc và chọn “Mở bằng ${platform === "iPhone" ? "Safari" : "trình duyệt"}”.`,
    ],
    tooOld: [
      "Trình duyệt này không gửi được video trực tiếp",
      "Hãy mở liên kết bằng Chrome hoặc Safari mới. Ở đây bạn vẫn gửi được ảnh và phim.",
    ],
    openOutside: "Mở bằng trình duyệt",
    copy: "Sao chép liên kết",
    copied: "Đã sao chép",
    hereAnyway: "Tiếp tục ở đây (gửi ảnh và phim)",
  },
  receipt: {
    title: "Giấy xác nhận đồng ý",
    number: "Số báo tin",
    agreed: "Thời gian đồng ý",
    ended: "Thời gian kết thúc",
    version: "Phiên bản điều khoản",
    kept: "Lưu giữ",
    ask: (hq) => ["Hỏi đáp", `${hq} (hãy cho biết số báo tin)`],
    save: "Lưu giấy xác nhận",
    failed: "Không lấy được giấy xác nhận. Hãy nhấn lại ở nơi sóng tốt hơn.",
  },
};
