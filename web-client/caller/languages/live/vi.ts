import type { LiveWords } from "./words";

export const words: LiveWords = {
  continue: ["Bạn có thể tiếp tục", "Bạn đã đồng ý trên điện thoại này."],
  continueButton: "Tiếp tục video",
  otherDevice: [
    "Đang dùng trên điện thoại khác",
    "Liên kết này chỉ dùng được trên điện thoại mở nó trước. Muốn dùng máy này, hãy nói với nhân viên: “Tôi mở bằng điện thoại khác.” Khi được phép, video tự bắt đầu.",
  ],
  stops: {
    no_link: ["Xin kiểm tra liên kết", "Hãy mở đúng liên kết trong tin nhắn, đủ đến chữ cuối."],
    link_unknown: [
      "Liên kết không dùng được",
      "Hãy bấm lại liên kết trong tin nhắn. Nếu vẫn không được, hãy nói với nhân viên.",
    ],
    link_expired: ["Liên kết đã hết hạn", "Hãy nói với nhân viên để nhận liên kết mới."],
    link_void: ["Liên kết này không còn hiệu lực", "Hãy báo cho nhân viên qua điện thoại."],
    report_over: [
      "Việc gửi video đã kết thúc",
      "Cảm ơn bạn đã giúp đỡ. Bạn có thể đóng trang này.",
    ],
    refused: [
      "Đã rõ",
      "Không có video nào được gửi. Nhân viên đã biết bạn không đồng ý. Xin giữ cuộc gọi.",
    ],
    slow_down: ["Xin đợi một chút", "Đợi khoảng một phút rồi bấm lại liên kết trong tin nhắn."],
    displaced: [
      "Đã chuyển sang điện thoại khác",
      "Camera và vị trí của máy này đã tắt. Bạn có thể đóng trang này.",
    ],
  },

  status: {
    watched: "Cảnh sát đang xem video của bạn",
    sending: "Đang gửi video",
    connecting: "Đang kết nối…",
    pictures: "Đang gửi ảnh thay cho video",
    on_demand: "Mạng rất yếu: cảnh sát có thể yêu cầu một ảnh",
    text: "Mạng rất yếu: hãy viết tin nhắn",
    offline: "Mất mạng. Hãy để trang này mở",
    noCamera: "Bạn có thể gửi ảnh, phim và tin nhắn",
    held: "Camera tạm dừng",
  },
  held: ["Vui lòng chờ", "Cảnh sát đã tạm dừng camera. Hiện không quay gì cả. Vị trí và tin nhắn của bạn vẫn được gửi. Xin giữ máy."],
  allowCamera: [
    "Hãy bấm “Cho phép”",
    "Điện thoại hỏi có cho trang này dùng camera và vị trí không.",
  ],
  cameraTrouble: {
    camera_denied: ({ platform, browser }) => [
      "Camera chưa được phép",
      platform === "iPhone"
        ? browser.startsWith("Safari")
          ? "Bấm “AA” ở thanh địa chỉ → Cài đặt trang web → Camera → Cho phép, rồi thử lại."
          : `Mở Cài đặt → ${browser.split(" ")[0]}, bật Camera, rồi thử lại.`
        : platform === "Android"
          ? "Bấm biểu tượng bên trái địa chỉ → Quyền → cho phép Camera, rồi thử lại."
          : "Cho phép camera bằng biểu tượng bên trái địa chỉ, rồi thử lại.",
    ],
    camera_missing: () => ["Không tìm thấy camera", "Bạn vẫn gửi được tệp ảnh và phim."],
    camera_busy: () => ["Ứng dụng khác đang dùng camera", "Hãy đóng ứng dụng đó rồi thử lại."],
  },
  positionDenied: ({ platform }) =>
    platform === "iPhone"
      ? "Chưa nhận được vị trí. Cài đặt → Quyền riêng tư & Bảo mật → Dịch vụ định vị: cho phép trình duyệt."
      : "Chưa nhận được vị trí. Bấm biểu tượng bên trái địa chỉ → Quyền → cho phép Vị trí.",
  positionUnavailable: "Chưa biết vị trí của bạn. Hãy nói cho nhân viên biết bạn đang ở đâu.",
  elapsed: "Thời gian",
  sent: "Dữ liệu",
  reminder: "Chỉ quay từ nơi ai cũng vào được, ở khoảng cách an toàn.",
  still: "Chụp ảnh",
  stillTaken: "Đã gửi ảnh",
  gallery: "Chọn ảnh, phim",
  limits: (p, f, n) => `Ảnh tối đa ${p} MB, phim tối đa ${f} MB, tổng cộng ${n} tệp.`,
  switchCamera: "Đổi camera",
  upload: {
    waiting: "Đang chờ",
    paused: "Đang chờ mạng",
    done: "Đã gửi",
    failed: "Không gửi được",
    cancel: "Hủy",
    tooLarge: (mb) => `Quá lớn (tối đa ${mb} MB)`,
    notSupported: "Không gửi được loại tệp này",
    tooMany: "Quá nhiều tệp",
    full: "Bên nhận đã đầy. Hãy nói với nhân viên",
  },
  messages: {
    title: "Tin nhắn",
    empty: "Bạn và nhân viên có thể nhắn cho nhau ở đây.",
    operator: "Nhân viên",
    you: "Bạn",
    unsent: "Chưa gửi",
    write: "Tin nhắn cho nhân viên",
    send: "Gửi",
    close: "Đóng",
  },
  phrases: {
    stay_safe: "Bạn có an toàn không? Nếu nguy hiểm, hãy tránh xa.",
    hold_still: "Xin giữ yên điện thoại.",
    move_slowly: "Xin di chuyển camera chậm lại.",
    point_elsewhere: "Xin hướng camera sang chỗ khác.",
    step_back: "Xin quay từ xa hơn.",
    send_still: "Xin gửi một tấm ảnh.",
    send_earlier: "Xin gửi ảnh hoặc phim đã quay trước đó.",
    help_coming: "Cảnh sát đang đến.",
    keep_call: "Xin đừng tắt cuộc gọi.",
    enough: "Cảm ơn, vậy là đủ.",
  },
  background: "Camera dừng khi bạn rời trang này và chạy lại khi bạn quay về.",
  end: "Kết thúc",
  endAsk: ["Kết thúc gửi video?", "Video và vị trí sẽ ngừng gửi."],
  withdraw: "Rút lại đồng ý",
  withdrawAsk: ["Rút lại sự đồng ý?", "Video và vị trí dừng ngay, và nhân viên được báo."],
  goOn: "Tiếp tục",
  ended: {
    receipt: "Giấy xác nhận đồng ý",
    title: "Đã kết thúc",
    thanks: "Cảm ơn bạn đã giúp đỡ.",
    byOperator: "Nhân viên đã kết thúc. Cảm ơn bạn đã giúp đỡ.",
    withdrawn: "Nhân viên đã được báo rằng bạn rút lại đồng ý.",
    wrongPerson: "Liên kết này đáng lẽ gửi cho người khác. Chúng tôi xin lỗi.",
    timeUp: "Đã hết thời gian cho phép. Nếu cần thêm, hãy nói với nhân viên.",
    privacy: "Nhân viên đã dừng quay để bảo vệ sự riêng tư của người khác. Cảm ơn bạn đã giúp đỡ.",
    technical: "Đã kết thúc vì kết nối không ổn. Hãy nói với cảnh sát qua điện thoại.",
    stopped: "Camera và vị trí đã tắt.",
    close: "Bạn có thể đóng trang này. Xin giữ cuộc gọi.",
  },
};
