import type { Obstacle } from "../shared/protocol";

export interface PhoneKind {
  platform: "iPhone" | "Android" | "other";
  /** For example `Safari 17`, or the app that shows the page, for example `LINE`. */
  browser: string;
  /** The page runs inside another app, whose browser often has no camera. */
  inApp: boolean;
}

/** Apps that show links in a browser of their own, by what they add to the user agent. */
const APPS: readonly [RegExp, string][] = [
  [/\bLine\//, "LINE"],
  [/Instagram/, "Instagram"],
  [/FB_IAB|FBAN|FBAV|MetaIAB/, "Facebook"],
  [/Twitter|TwitterAndroid/, "X"],
  [/BytedanceWebview|musical_ly|TikTok/, "TikTok"],
  [/KAKAOTALK/, "KakaoTalk"],
  [/MicroMessenger/, "WeChat"],
  [/YJApp|Yahoo AppID/, "Yahoo! JAPAN"],
  [/GSA\//, "Google"],
  [/Zalo/, "Zalo"],
];
const BROWSERS: readonly [RegExp, string][] = [
  [/EdgA?(?:iOS)?\/(\d+)/, "Edge"],
  [/SamsungBrowser\/(\d+)/, "Samsung Internet"],
  [/(?:FxiOS|Firefox)\/(\d+)/, "Firefox"],
  [/(?:CriOS|Chrome)\/(\d+)/, "Chrome"],
  [/Version\/(\d+).* Safari/, "Safari"],
];

export function phoneKind(userAgent: string, touchPoints: number): PhoneKind {
  const platform = platformOf(userAgent, touchPoints);
  const app = APPS.find(([mark]) => mark.test(userAgent));
  if (app) return { platform, browser: app[1], inApp: true };
  // Android marks every embedded browser with "wv"; on an iPhone it is one without "Safari".
  const embedded =
    /; wv\)/.test(userAgent) || (platform === "iPhone" && !/Safari\//.test(userAgent));
  if (embedded) return { platform, browser: "in-app", inApp: true };
  for (const [mark, name] of BROWSERS) {
    const version = mark.exec(userAgent)?.[1];
    if (version) return { platform, browser: `${name} ${version}`, inApp: false };
  }
  return { platform, browser: "other", inApp: false };
}

function platformOf(userAgent: string, touchPoints: number): PhoneKind["platform"] {
  if (/iPhone|iPad|iPod/.test(userAgent)) return "iPhone";
  if (/Android/.test(userAgent)) return "Android";
  // An iPad of today calls itself a Mac.
  return /Macintosh/.test(userAgent) && touchPoints > 1 ? "iPhone" : "other";
}

/** What this browser cannot do, known before anything is asked. */
export function obstacleOf(kind: PhoneKind, able: boolean): Obstacle | null {
  return kind.inApp ? "in_app_browser" : able ? null : "browser_too_old";
}

export function ableToFilm(): boolean {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  return (
    "RTCPeerConnection" in window && "WebSocket" in window && !!devices && "getUserMedia" in devices
  );
}
