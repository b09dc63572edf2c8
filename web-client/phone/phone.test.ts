import { expect, it } from "vitest";
import { obstacleOf, phoneKind } from "./phone";

const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
const ANDROID = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko)";
const WEBVIEW =
  "Mozilla/5.0 (Linux; Android 15; Pixel 9; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36";
const MAC =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15";

it.each([
  [`${IPHONE} Version/18.5 Mobile/15E148 Safari/604.1`, 5, "iPhone", "Safari 18", false],
  [`${IPHONE} CriOS/140.0.1 Mobile/15E148 Safari/604.1`, 5, "iPhone", "Chrome 140", false],
  [`${IPHONE} FxiOS/141.0 Mobile/15E148 Safari/605.1.15`, 5, "iPhone", "Firefox 141", false],
  [`${IPHONE} Mobile/15E148 Safari Line/15.8.0`, 5, "iPhone", "LINE", true],
  [
    `${IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/520.0;FBDV/iPhone16,1]`,
    5,
    "iPhone",
    "Facebook",
    true,
  ],
  [`${IPHONE} Mobile/15E148 Instagram 385.0 (iPhone16,1)`, 5, "iPhone", "Instagram", true],
  [`${IPHONE} Mobile/15E148 Twitter for iPhone/11.1`, 5, "iPhone", "X", true],
  [`${IPHONE} GSA/380.0 Mobile/15E148 Safari/604.1`, 5, "iPhone", "Google", true],
  [`${IPHONE} Mobile/15E148`, 5, "iPhone", "in-app", true],
  [`${ANDROID} Chrome/140.0.0.0 Mobile Safari/537.36`, 5, "Android", "Chrome 140", false],
  [
    `${ANDROID} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
    5,
    "Android",
    "Samsung Internet 28",
    false,
  ],
  [`${ANDROID} Chrome/140.0.0.0 Mobile Safari/537.36 EdgA/140.0`, 5, "Android", "Edge 140", false],
  [
    "Mozilla/5.0 (Android 15; Mobile; rv:141.0) Gecko/141.0 Firefox/141.0",
    5,
    "Android",
    "Firefox 141",
    false,
  ],
  [`${WEBVIEW} Line/15.8.0/IAB`, 5, "Android", "LINE", true],
  [`${WEBVIEW} [FB_IAB/FB4A;FBAV/520.0]`, 5, "Android", "Facebook", true],
  [`${WEBVIEW} Instagram 385.0`, 5, "Android", "Instagram", true],
  [WEBVIEW, 5, "Android", "in-app", true],
  [MAC, 5, "iPhone", "Safari 18", false],
  [MAC, 0, "other", "Safari 18", false],
  [
    "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
    0,
    "other",
    "Firefox 153",
    false,
  ],
  ["something else", 0, "other", "other", false],
])("knows %s", (userAgent, touchPoints, platform, browser, inApp) => {
  expect(phoneKind(userAgent, touchPoints)).toEqual({ platform, browser, inApp });
});

it("names the app before the age, because leaving the app cures both", () => {
  const inApp = phoneKind(WEBVIEW, 5);
  const browser = phoneKind(`${ANDROID} Chrome/64.0 Mobile Safari/537.36`, 5);
  expect(obstacleOf(inApp, false)).toBe("in_app_browser");
  expect(obstacleOf(browser, false)).toBe("browser_too_old");
  expect(obstacleOf(browser, true)).toBeNull();
});
