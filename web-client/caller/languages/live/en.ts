import type { LiveWords } from "./words";

export const words: LiveWords = {
  continue: ["You can go on", "You have already agreed on this phone."],
  continueButton: "Continue the video",
  otherDevice: [
    "In use on another phone",
    "This link works only on the phone that opened it first. To use this phone, tell the operator: “I opened it on another phone.” It starts by itself once they allow it.",
  ],
  stops: {
    no_link: [
      "Please check the link",
      "Open the link from the text message exactly as it is, to its last letter.",
    ],
    link_unknown: [
      "This link does not work",
      "Tap the link in the text message once more. If it still fails, tell the operator.",
    ],
    link_expired: ["This link has expired", "Tell the operator; they can send you a new one."],
    link_void: ["This link is no longer valid", "Please tell the operator on the phone."],
    report_over: ["The video report is over", "Thank you for your help. You can close this page."],
    refused: [
      "All right",
      "No video is sent. The operator has been told that you do not agree. Please stay on the phone call.",
    ],
    slow_down: [
      "Please wait a moment",
      "Wait about a minute, then tap the link in the text message again.",
    ],
    displaced: [
      "Another phone has taken over",
      "Camera and position of this phone are off. You can close this page.",
    ],
  },

  status: {
    watched: "Police can see your video",
    sending: "Sending your video",
    connecting: "Connecting…",
    pictures: "Sending pictures instead of video",
    on_demand: "Network very weak: police can ask for a picture",
    text: "Network very weak: please write messages",
    offline: "No network. Keep this page open",
    noCamera: "You can send pictures and messages",
    held: "Camera paused",
  },
  held: ["Please wait", "The police have paused the camera. Nothing is being filmed now. Your place and messages still arrive. Stay on the call."],
  allowCamera: [
    "Please press “Allow”",
    "Your phone asks whether this page may use the camera and your location.",
  ],
  cameraTrouble: {
    camera_denied: ({ platform, browser }) => [
      "The camera is not allowed",
      platform === "iPhone"
        ? browser.startsWith("Safari")
          ? "Tap “AA” in the address bar → Website Settings → Camera → Allow, then try again."
          : `Open Settings → ${browser.split(" ")[0]} and switch Camera on, then try again.`
        : platform === "Android"
          ? "Tap the sign left of the address → Permissions → allow Camera, then try again."
          : "Allow the camera with the sign left of the address, then try again.",
    ],
    camera_missing: () => ["No camera was found", "You can still send picture and film files."],
    camera_busy: () => ["Another app is using the camera", "Close that app, then try again."],
  },
  positionDenied: ({ platform }) =>
    platform === "iPhone"
      ? "Your position is not reaching us. Settings → Privacy & Security → Location Services: allow your browser “While Using”."
      : "Your position is not reaching us. Tap the sign left of the address → Permissions → allow Location.",
  positionUnavailable: "Your position is not known yet. Please tell the operator where you are.",
  elapsed: "Time",
  sent: "Data",
  reminder: "Film only from places open to everyone, at a safe distance.",
  still: "Take a picture",
  stillTaken: "Picture sent",
  gallery: "Choose files",
  limits: (p, f, n) => `Pictures up to ${p} MB, films up to ${f} MB, ${n} files in all.`,
  switchCamera: "Switch camera",
  upload: {
    waiting: "Waiting",
    paused: "Waiting for the network",
    done: "Sent",
    failed: "Could not be sent",
    cancel: "Cancel",
    tooLarge: (mb) => `Too large (up to ${mb} MB)`,
    notSupported: "This kind of file cannot be sent",
    tooMany: "Too many files",
    full: "The receiving side is full. Please tell the operator",
  },
  messages: {
    title: "Messages",
    empty: "You and the operator can write to each other here.",
    operator: "Operator",
    you: "You",
    unsent: "Not sent yet",
    write: "Message to the operator",
    send: "Send",
    close: "Close",
  },
  phrases: {
    stay_safe: "Are you safe? Move away if you are in danger.",
    hold_still: "Please hold the phone still.",
    move_slowly: "Please move the camera slowly.",
    point_elsewhere: "Please point the camera elsewhere.",
    step_back: "Please film from further away.",
    send_still: "Please send a still picture.",
    send_earlier: "Please send pictures or films you took earlier.",
    help_coming: "Police officers are on their way.",
    keep_call: "Please keep the phone call open.",
    enough: "Thank you, that is enough.",
  },
  background: "The camera stops when you leave this page. It starts again when you come back.",
  end: "End",
  endAsk: ["End the video?", "Your video and position stop being sent."],
  withdraw: "Withdraw my consent",
  withdrawAsk: [
    "Withdraw your consent?",
    "Video and position stop at once, and the operator is told.",
  ],
  goOn: "Go on",
  ended: {
    receipt: "Receipt of your consent",
    title: "The video has ended",
    thanks: "Thank you for your help.",
    byOperator: "The operator has ended the video. Thank you for your help.",
    withdrawn: "The operator has been told that you withdrew your consent.",
    wrongPerson: "This link was meant for someone else. We apologise.",
    timeUp: "The time allowed has passed. Tell the operator if more is needed.",
    privacy: "The operator ended the filming to protect other people's privacy. Thank you for your help.",
    technical: "It ended because the connection did not work. Tell the police on the phone.",
    stopped: "Camera and position are off.",
    close: "You can close this page. Please stay on the phone call.",
  },
};
