import type { LiveWords } from "./words";

export const words: LiveWords = {
  continue: ["이어서 할 수 있습니다", "이 휴대전화에서 이미 동의하셨습니다."],
  continueButton: "영상 계속하기",
  otherDevice: [
    "다른 휴대전화에서 사용 중입니다",
    "이 링크는 먼저 연 휴대전화에서만 쓸 수 있습니다. 이 휴대전화를 쓰려면 담당자에게 “다른 휴대전화로 열었다”고 말해 주세요. 허용되면 자동으로 시작됩니다.",
  ],
  stops: {
    no_link: ["링크를 확인해 주세요", "문자 메시지의 링크를 끝 글자까지 그대로 열어 주세요."],
    link_unknown: [
      "사용할 수 없는 링크입니다",
      "문자 메시지의 링크를 다시 눌러 주세요. 그래도 안 되면 담당자에게 말해 주세요.",
    ],
    link_expired: ["링크 기한이 지났습니다", "담당자에게 말하면 새 링크를 보내 드립니다."],
    report_over: ["영상 전송이 끝났습니다", "협조해 주셔서 감사합니다. 이 화면을 닫으셔도 됩니다."],
    refused: [
      "알겠습니다",
      "영상은 전송되지 않습니다. 동의하지 않으신다고 담당자에게 전달했습니다. 전화는 끊지 마세요.",
    ],
    slow_down: ["잠시 기다려 주세요", "1분쯤 뒤에 문자 메시지의 링크를 다시 눌러 주세요."],
    displaced: [
      "다른 휴대전화로 바뀌었습니다",
      "이 휴대전화의 카메라와 위치 정보는 꺼졌습니다. 이 화면을 닫으셔도 됩니다.",
    ],
  },
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

  status: {
    watched: "경찰이 영상을 보고 있습니다",
    sending: "영상을 보내고 있습니다",
    connecting: "연결하는 중…",
    offline: "신호가 없습니다. 화면을 열어 두세요",
    noCamera: "사진·동영상·메시지를 보낼 수 있습니다",
  },
  allowCamera: [
    "“허용”을 눌러 주세요",
    "카메라와 위치 정보를 사용해도 되는지 휴대전화가 묻습니다.",
  ],
  cameraTrouble: {
    camera_denied: ({ platform, browser }) => [
      "카메라가 허용되지 않았습니다",
      platform === "iPhone"
        ? browser.startsWith("Safari")
          ? "주소창의 “가가” → “웹 사이트 설정” → “카메라” → “허용” 후 다시 시도해 주세요."
          : `“설정” → “${browser.split(" ")[0]}”에서 “카메라”를 켠 뒤 다시 시도해 주세요.`
        : platform === "Android"
          ? "주소창 왼쪽 아이콘 → “권한” → “카메라” 허용 후 다시 시도해 주세요."
          : "주소창 왼쪽 아이콘에서 카메라를 허용한 뒤 다시 시도해 주세요.",
    ],
    camera_missing: () => ["카메라를 찾을 수 없습니다", "사진과 동영상 파일은 보낼 수 있습니다."],
    camera_busy: () => ["다른 앱이 카메라를 사용 중입니다", "그 앱을 닫고 다시 시도해 주세요."],
  },
  positionDenied: ({ platform }) =>
    platform === "iPhone"
      ? "위치가 전달되지 않습니다. “설정” → “개인정보 보호 및 보안” → “위치 서비스”에서 브라우저를 허용해 주세요."
      : "위치가 전달되지 않습니다. 주소창 왼쪽 아이콘 → “권한” → “위치”를 허용해 주세요.",
  positionUnavailable: "아직 위치를 알 수 없습니다. 담당자에게 위치를 말해 주세요.",
  elapsed: "시간",
  sent: "데이터",
  reminder: "누구나 들어갈 수 있는 곳에서 안전한 거리를 두고 촬영해 주세요.",
  still: "사진 찍기",
  stillTaken: "사진을 보냈습니다",
  gallery: "사진·동영상 선택",
  limits: (p, f, n) => `사진은 ${p}MB, 동영상은 ${f}MB까지, 모두 ${n}개까지 보낼 수 있습니다.`,
  switchCamera: "카메라 전환",
  upload: {
    waiting: "대기 중",
    paused: "신호를 기다리는 중",
    done: "보냈습니다",
    failed: "보내지 못했습니다",
    cancel: "취소",
    tooLarge: (mb) => `너무 큽니다(${mb}MB까지)`,
    notSupported: "보낼 수 없는 파일입니다",
    tooMany: "보낼 수 있는 개수를 넘었습니다",
    full: "받는 쪽이 가득 찼습니다. 담당자에게 말해 주세요",
  },
  messages: {
    title: "메시지",
    empty: "여기서 담당자와 글로 주고받을 수 있습니다.",
    operator: "담당자",
    you: "나",
    unsent: "전송 대기",
    write: "담당자에게 보낼 메시지",
    send: "보내기",
    close: "닫기",
  },
  phrases: {
    stay_safe: "안전하십니까? 위험하면 피하세요.",
    hold_still: "휴대전화를 움직이지 말고 들어 주세요.",
    move_slowly: "카메라를 천천히 움직여 주세요.",
    point_elsewhere: "카메라를 다른 쪽으로 돌려 주세요.",
    step_back: "더 멀리서 촬영해 주세요.",
    send_still: "사진을 한 장 보내 주세요.",
    send_earlier: "전에 찍은 사진이나 동영상을 보내 주세요.",
    help_coming: "경찰관이 가고 있습니다.",
    keep_call: "전화를 끊지 마세요.",
    enough: "감사합니다. 충분합니다.",
  },
  background: "이 화면을 벗어나면 카메라가 멈춥니다. 돌아오면 자동으로 다시 시작됩니다.",
  end: "끝내기",
  endAsk: ["전송을 끝낼까요?", "영상과 위치 전송이 멈춥니다."],
  withdraw: "동의 철회",
  withdrawAsk: [
    "동의를 철회하시겠습니까?",
    "영상과 위치 전송이 바로 멈추고 담당자에게 전달됩니다.",
  ],
  goOn: "계속하기",
  ended: {
    title: "전송이 끝났습니다",
    thanks: "협조해 주셔서 감사합니다.",
    byOperator: "담당자가 수신을 끝냈습니다. 협조해 주셔서 감사합니다.",
    withdrawn: "동의를 철회하셨다고 담당자에게 전달했습니다.",
    wrongPerson: "이 링크는 다른 분께 보낼 것이었습니다. 사과드립니다.",
    timeUp: "정해진 시간이 지났습니다. 더 필요하면 담당자에게 말해 주세요.",
    stopped: "카메라와 위치 정보는 꺼졌습니다.",
    close: "이 화면을 닫으셔도 됩니다. 전화는 끊지 마세요.",
  },
};
