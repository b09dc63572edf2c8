import type { KeptWords } from "../words";

export const words: KeptWords = {
  keeping: "Mất mạng: video đang được lưu trên điện thoại này",
  full: "Không thể lưu thêm. Phần đã lưu sẽ được gửi khi có mạng",
  waiting: "Khi mạng ổn định, video đã lưu sẽ được gửi",
  sending: "Đang gửi video đã lưu cho cảnh sát. Xin đừng đóng trang này",
  sent: "Video đã lưu đã được gửi cho cảnh sát và xóa khỏi điện thoại này",
  dropped: "Video chưa gửi đã được xóa khỏi điện thoại này",
  why: "Video được lưu dưới dạng mã hóa và xóa khỏi điện thoại sau khi gửi xong hoặc khi kết thúc.",
};
