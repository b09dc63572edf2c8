// Every screen of staff URLs, on a terminal and on a phone, in both languages: WCAG 2.2 AA by axe,
// nothing beyond the screen, everything to press large enough for a thumb.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type Page, expect } from "@playwright/test";
import { expectAccessible, expectFits } from "./accessible";
import { AdminPage } from "./admin-page";
import { consoleContext, launchConsoleBrowser, launchPhoneBrowser, phoneContext } from "./browsers";
import { made } from "./film/film";
import { looks } from "./looks";
import { test } from "./refusals";
import { Server } from "./server";
import { JIRO, OfficerPage, TARO, codeFor, issueSheet, openUrl } from "./staff-page";

const pictures = join(made, "pictures");
const PHONE = { width: 390, height: 844 };
/** Apple and WCAG 2.2 (2.5.5). */
const THUMB_PX = 44;
let server: Server;
let desk: Browser;
let street: Browser;

test.beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  server = await Server.start();
  desk = await launchConsoleBrowser(server.ready.ca_certificate);
  street = await launchPhoneBrowser(server.ready.ca_certificate);
});

test.afterAll(async () => {
  await Promise.all([desk?.close(), street?.close()]);
  await server?.stop();
});

async function look(name: string, page: Page): Promise<void> {
  await page.screenshot({ path: join(pictures, `staff-${name}.png`) });
  await expectAccessible(page, name);
  await expectFits(page, name);
}

async function expectThumbs(page: Page, name: string): Promise<void> {
  const small = await page.evaluate((least) =>
    [...document.querySelectorAll("button, a, .button, summary, select")]
      .map((element) => ({ words: element.textContent, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.height > 0 && (box.height < least || box.width < least))
      .map(({ words, box }) => `${words} ${Math.round(box.width)}×${Math.round(box.height)}`), THUMB_PX);
  expect(small, name).toEqual([]);
}

for (const { name, language, options } of looks) {
  test(`the screens of chief and manager (${name})`, async () => {
    const tag = name.replaceAll(" ", "-");
    const chief = await AdminPage.signIn(await consoleContext(desk, options), server, "chief1", "management");
    await chief.speak(language);
    const sheet = await issueSheet(chief);
    await look(`sheet-${tag}`, chief.page);
    await chief.at("staff-sheet-close").click();
    const phone = await OfficerPage.open(await phoneContext(street), sheet.url);
    await phone.register(TARO);
    await chief.go("#/staff", "staff-urls");
    await look(`list-${tag}`, chief.page);
    await openUrl(chief, sheet.number);
    await look(`url-${tag}`, chief.page);
    await chief.at("staff-destroy").click();
    await look(`destroy-${tag}`, chief.page);
    const manager = await AdminPage.signIn(await consoleContext(desk, options), server, "mgr1", "reception");
    await manager.speak(language);
    await openUrl(manager, sheet.number);
    await manager.at("staff-unit-code-look").click();
    await expect(manager.at("staff-unit-code")).toBeVisible();
    await look(`unit-code-${tag}`, manager.page);
    await manager.at("staff-code").click();
    await look(`code-form-${tag}`, manager.page);
    await manager.at("staff-code-make").click();
    await expect(manager.at("staff-code-shown")).toBeVisible();
    await look(`code-${tag}`, manager.page);
    await manager.at("staff-code-close").click();
    await manager.go("#/staff", "staff-urls");
    await expect(manager.at("staff-use").first()).toBeVisible();
    await look(`uses-${tag}`, manager.page);
    for (const { page } of [chief, manager, phone]) await page.context().close();
  });
}

test("VR-5.1.1: the sheet is one page of A4 whose QR code is black on white in every theme", async () => {
  const chief = await AdminPage.signIn(await consoleContext(desk, { colorScheme: "dark" }), server, "chief1", "management");
  await issueSheet(chief);
  const pdf = await chief.page.pdf({ path: join(pictures, "staff-sheet.pdf"), preferCSSPageSize: true, printBackground: true });
  expect(pdf.toString("latin1").match(/\/Type\s*\/Page[^s]/g)).toHaveLength(1);
  await chief.page.context().close();
});

const THEMES = process.env.GENBA_LOOKS === "all" ? (["dark", "light"] as const) : (["dark"] as const);
for (const theme of THEMES) {
  test(`the officer's phone (${theme})`, async () => {
    const chief = await AdminPage.signIn(await consoleContext(desk), server, "chief1", "management");
    const manager = await AdminPage.signIn(await consoleContext(desk), server, "mgr1", "reception");
    const sheet = await issueSheet(chief);
    const context = await phoneContext(street, { viewport: PHONE, permissions: ["geolocation", "camera"] });
    const phone = await OfficerPage.open(context, sheet.url);
    const { page } = phone;
    const seen = async (name: string) => {
      for (const language of ["en", "ja"]) {
        await page.getByRole("button", { name: language === "en" ? "English" : "日本語" }).click();
        await expect(page.locator("html")).toHaveAttribute("lang", language);
        await look(`phone-${theme}-${name}-${language}`, page);
        await expectThumbs(page, `${name} ${language}`);
      }
    };
    await expect(page.getByText("この電話を登録する")).toBeVisible();
    if (theme === "light") await phone.button("明るい画面").click();
    await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
    await seen("register");
    await phone.register(JIRO);
    await seen("ready");
    await page.getByText("コードの受け方").click();
    await phone.button("先に使用を報告する").click();
    await seen("report");
    await phone.button("戻る").click();
    await phone.start();
    await expect(page.getByRole("alert")).toBeVisible();
    await seen("missing");
    await phone.enter(await codeFor(manager, sheet.number, JIRO));
    // Reception must be there (VR-1); nobody watches in this test.
    await phone.start();
    await expect(page.locator("[data-look]").or(page.locator("[data-code]")).first()).toBeVisible();
    await seen("started");
    await page.close();
    // The installed page finds its sheet without the address.
    const installed = await OfficerPage.open(context, `${server.origin}/s/`);
    await expect(installed.page.getByText("この職員用URLがわかりません")).toHaveCount(0);
    await expect(installed.page.locator("main.ready")).toBeVisible();
    const empty = await OfficerPage.open(await phoneContext(street, { viewport: PHONE }), `${server.origin}/s/`);
    await expect(empty.page.getByLabel("職員用URL")).toBeVisible();
    await look(`phone-${theme}-no-sheet`, empty.page);
    await empty.page.getByLabel("職員用URL").fill(sheet.url);
    await empty.button("開く").click();
    await expect(empty.page.getByText("この電話を登録する")).toBeVisible();
    for (const one of [chief, manager, installed, empty]) await one.page.context().close();
  });
}

test("the page can be installed: manifest, icons, and nothing of it is kept by a worker", async () => {
  const manifest = JSON.parse((await server.call("GET", "/s/manifest.webmanifest")).text) as { start_url: string; scope: string; icons: { src: string }[] };
  expect([manifest.start_url, manifest.scope]).toEqual(["/s/", "/s/"]);
  for (const { src } of manifest.icons) expect((await server.call("GET", src)).status).toBe(200);
  const page = await (await phoneContext(street)).newPage();
  await page.goto(`${server.origin}/s/`);
  expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
  await page.context().close();
});
