import { every, type Guidance } from "./guidance.ts";

export const guidanceEn: Guidance = {
  obstacle: {
    send_unknown: every("Has the SMS arrived? If it has not, I will send it again."),
    send_failed: every("The message could not be sent. Please wait, I am sending it again."),
    code_wrong: every("The digits seem to be wrong. I will say them again, one by one."),
    in_app_browser: {
      iphone:
        "Press the compass or the three dots at the edge of the screen and choose “Open in Safari”.",
      android:
        "Press the three dots at the top right and choose “Open in browser” or “Open in Chrome”.",
      other: "Press and hold the link and open it in your usual browser.",
    },
    browser_too_old: {
      iphone: "This phone cannot send video. Please press “Choose files” on the page.",
      android:
        "If you have Chrome, press and hold the link and open it there. If not, press “Choose files”.",
      other: "This browser cannot send video. Please press “Choose files” on the page.",
    },
    camera_asked: {
      iphone: "Do you see a question about access to the camera? Please press “Allow”.",
      android:
        "Do you see a question about the camera? Please press “While using the app” or “Allow”.",
      other: "The phone asks whether the camera may be used. Please press “Allow”.",
    },
    camera_denied: {
      iphone:
        "Press “AA” in the address bar, open “Website Settings”, set Camera to “Allow” and reload the page.",
      android:
        "Press the symbol to the left of the address at the top, open “Permissions”, allow the camera and reload the page.",
      other: "Press the symbol to the left of the address, allow the camera and reload the page.",
    },
    camera_missing: every(
      "No camera was found on this device. If you have photos or videos of it, please press “Choose files”.",
    ),
    camera_busy: {
      iphone:
        "Another app is using the camera. Please close FaceTime or the Camera app and try again.",
      android:
        "Another app is using the camera. Please close video calls or the Camera app and try again.",
      other: "Please close the other app that uses the camera and try again.",
    },
    position_asked: {
      iphone: "Do you see a question about your location? Please press “Allow Once”.",
      android:
        "Do you see a question about your location? Keep “Precise” and press “Only this time”.",
      other: "The phone asks whether your location may be used. Please press “Allow”.",
    },
    position_denied: {
      iphone:
        "I cannot see where you are. Tell me a building, a crossing or the number on a utility pole. You can also turn on Location Services under Settings, Privacy.",
      android:
        "I cannot see where you are. Tell me a building, a crossing or the number on a utility pole. You can also swipe down and turn on Location.",
      other:
        "I cannot see where you are. Tell me a building, a crossing or the number on a utility pole nearby.",
    },
    position_unavailable: every(
      "Your phone cannot find its position. If it is safe, move to where you see the sky. Tell me a landmark, too.",
    ),
    media_blocked: every(
      "The video does not get through. Please turn Wi-Fi off. Meanwhile press “Take a picture” to send pictures.",
    ),
    other_device: every(
      "Is this the same phone that opened the link first? If you want to use another one, I can let it in.",
    ),
    offline: every(
      "Your phone has lost its connection. Please keep the page open and wait where there is signal.",
    ),
    in_background: every(
      "The filming page is in the background. Please go back to the browser. You need not end the call.",
    ),
  },
  interrupted:
    "The picture is interrupted. Please keep the page open and stay where there is signal; it reconnects by itself.",
  after: {
    sent: (word) =>
      `I have sent you a text message. Stay on the call and press the link. If the page shows the check word “${word}”, it is from the police.`,
    delivered: (word) =>
      `The text message has arrived. Stay on the call and press the link. If the page shows the check word “${word}”, it is from the police.`,
    opened: (word) =>
      `Does the page show the check word “${word}”? Please read the four items, tick each one if you agree, and press “Agree and start”.`,
    consented: () => "When you are asked about the camera and your location, please press “Allow”.",
    permitted: () =>
      "Thank you. It is connecting. Please point the phone at the scene and wait a moment.",
    connected: () =>
      "You are connected; the picture is about to arrive. Please film slowly from a safe place.",
    first_picture: () => "The first picture has arrived. Please keep filming from a safe place.",
    first_frame: () => "I can see your video. Please film from a safe place and move slowly.",
  },
};
