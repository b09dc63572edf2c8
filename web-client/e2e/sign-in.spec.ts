// Sign-in as people meet it: fingerprints by Chromium's virtual reader, terminals, codes, the lock
// screen, and how fast a revoked person is out.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContext, type Page, expect } from "@playwright/test";
import { expectAccessible } from "./accessible";
import { consoleContext, launchConsoleBrowser, launchPhoneBrowser, phoneContext } from "./browsers";
import { ConsolePage, newestSms } from "./console-page";
import { made } from "./film/film";
import { PhonePage } from "./phone-page";
import { Reader } from "./reader";
import { test } from "./refusals";
import { Server } from "./server";

const pictures = join(made, "pictures");
let server: Server;
let desk: Browser;

test.beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  server = await Server.start();
  desk = await launchConsoleBrowser(server.ready.ca_certificate);
});

test.afterAll(async () => {
  await desk?.close();
  await server?.stop();
});

async function open(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(server.ready.console);
  return page;
}

async function asDemo(context: BrowserContext, userId: string): Promise<Page> {
  const page = await open(context);
  await page.getByTestId(`demo-person-${userId}`).click();
  await expect(page.getByTestId("sign-out")).toBeVisible();
  return page;
}

async function ask(page: Page, method: string, path: string, body?: unknown): Promise<{ status: number; body: any }> {
  return page.evaluate(async ([m, p, b]) => {
    const init: RequestInit = { method: m as string, headers: { "content-type": "application/json" } };
    if (b !== undefined) init.body = JSON.stringify(b);
    const answer = await fetch(p as string, init);
    return { status: answer.status, body: answer.status === 204 ? null : await answer.json() };
  }, [method, path, body]);
}

async function shot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}

test("a fingerprint is registered, opens the console, and unlocks it", async () => {
  const page = await asDemo(await consoleContext(desk), "op1");
  const reader = await Reader.of(page);
  await page.getByTestId("factors-open").click();
  await page.getByTestId("fingerprint-name").fill("右手人差し指");
  await page.getByTestId("fingerprint-register").click();
  await expect(page.locator("[data-testid=factor][data-kind=biometric]")).toContainText("右手人差し指");
  await expectAccessible(page, "credentials");
  await shot(page, "sign-in-03-credentials");
  await page.keyboard.press("Escape");
  await page.getByTestId("sign-out").click();

  await page.getByTestId("sign-in-user-id").fill("op1");
  await reader.knows(false);
  await page.getByTestId("sign-in-submit").click();
  await expect(page.getByTestId("problem")).toHaveAttribute("data-code", "fingerprint_failed");
  await reader.knows(true);
  await page.getByTestId("sign-in-submit").click();
  await expect(page.getByTestId("request-open")).toBeVisible();

  await page.keyboard.press("l");
  await expect(page.getByTestId("lock-screen")).toBeVisible();
  await expect(page.getByTestId("request-open")).toHaveCount(0);
  expect((await ask(page, "GET", "/api/v1/reports")).status).toBe(423);
  await page.reload();
  await expect(page.getByTestId("lock-screen")).toBeVisible();
  await expectAccessible(page, "lock screen");
  await shot(page, "sign-in-04-locked");
  await page.getByTestId("unlock-fingerprint").click();
  await expect(page.getByTestId("request-open")).toBeVisible();
  await page.context().close();
});

test("another person's fingerprint does not open under my user id", async () => {
  const page = await asDemo(await consoleContext(desk), "op2");
  await Reader.of(page);
  await page.getByTestId("factors-open").click();
  await page.getByTestId("fingerprint-register").click();
  await expect(page.locator("[data-testid=factor][data-kind=biometric]")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await page.getByTestId("sign-out").click();
  await page.getByTestId("sign-in-user-id").fill("op3");
  await page.getByTestId("sign-in-submit").click();
  await expect(page.getByTestId("problem")).toBeVisible();
  await expect(page.getByTestId("request-open")).toHaveCount(0);
  await page.context().close();
});

test("somebody new comes in by a code, at a browser that a code made a terminal", async () => {
  const chief = await asDemo(await consoleContext(desk), "chief1");
  const me = (await ask(chief, "GET", "/api/v1/me")).body;
  const from = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Tokyo" }).format(Date.now());
  const appointed = await ask(chief, "POST", "/api/v1/posts", {
    document: "VR", kind: "reception_operator", unit: me.unit, from,
    person: { user_id: "new1", name: "新任 太郎" },
  });
  expect(appointed.status).toBe(201);
  const account = appointed.body.person.id as string;
  const handed = await ask(chief, "POST", `/api/v1/accounts/${account}/registration-code`, {});
  const system = await asDemo(await consoleContext(desk), "sysmgr1");
  const terminal = await ask(system, "POST", "/api/v1/terminals/codes", { kind: "reception", name: "受理端末9" });
  expect([handed.status, terminal.status]).toEqual([201, 201]);

  const page = await open(await consoleContext(desk));
  await Reader.of(page);
  await page.getByTestId("enrol-open").click();
  await page.getByTestId("enrol-code").fill("wrong-code-wrong");
  await page.getByTestId("enrol-submit").click();
  await expect(page.getByTestId("problem")).toHaveAttribute("data-code", "enrolment_code_invalid");
  await page.getByTestId("enrol-code").fill(terminal.body.code);
  await page.getByTestId("enrol-submit").click();
  await expect(page.getByTestId("terminal")).toHaveAttribute("data-kind", "reception");
  await expect(page.getByTestId("terminal")).toContainText("受理端末9");
  await page.getByTestId("sign-in-by-code").click();
  await page.getByTestId("sign-in-user-id").fill("new1");
  await page.getByTestId("sign-in-code").fill(handed.body.code.toUpperCase());
  await page.getByTestId("sign-in-submit").click();
  await expect(page.getByTestId("first-factor")).toBeVisible();
  await page.reload();
  await expect(page.getByTestId("first-factor")).toBeVisible();
  await expectAccessible(page, "first factor");
  await shot(page, "sign-in-05-first-factor");
  await page.getByTestId("fingerprint-register").click();
  await expect(page.getByTestId("request-open")).toBeVisible();
  await Promise.all([chief, system, page].map((p) => p.context().close()));
});

test("a revoked person is out within a second, socket and live picture too", async () => {
  const street = await launchPhoneBrowser(server.ready.ca_certificate);
  const console1 = await ConsolePage.signIn(await consoleContext(desk), server, "op3");
  await console1.requestVideo();
  const { link } = await newestSms(server);
  const phone = await PhonePage.open(await phoneContext(street), link);
  await phone.consentAndStart();
  await console1.expectLivePicture();
  const chief = await asDemo(await consoleContext(desk), "chief1");
  const { body: me } = await ask(console1.page, "GET", "/api/v1/me");
  await console1.page.evaluate(() => {
    const seen = window as unknown as { gone_ms?: number };
    new MutationObserver(() => {
      if (!document.querySelector("[data-testid=live-video]")) seen.gone_ms ??= Date.now();
    }).observe(document.body, { childList: true, subtree: true });
  });
  const revoked_ms = Date.now();
  expect((await ask(chief, "POST", `/api/v1/accounts/${me.account}/revoke`, {})).status).toBe(200);
  await expect(console1.at("sign-in-submit")).toBeVisible();
  const gone_ms = await console1.page.evaluate(() => (window as unknown as { gone_ms: number }).gone_ms);
  console.log(`revoked: the console's picture was gone after ${gone_ms - revoked_ms} ms`);
  expect(gone_ms - revoked_ms).toBeLessThan(1000);
  expect((await ask(console1.page, "GET", "/api/v1/me")).status).toBe(401);
  await street.close();
  await Promise.all([console1.page, chief].map((p) => p.context().close()));
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const [size, viewport] of [["desktop", { width: 1440, height: 900 }], ["phone", { width: 390, height: 844 }]] as const) {
    test(`the door is accessible and looks right (${colorScheme}, ${size})`, async () => {
      const context = await consoleContext(desk, { colorScheme, viewport });
      const page = await open(context);
      await expect(page.getByTestId("demo-person-op1")).toBeVisible();
      await expectAccessible(page, "sign-in");
      await shot(page, `sign-in-01-door-${colorScheme}-${size}-ja`);
      await page.getByTestId("sign-in-by-password").click();
      await page.getByTestId("enrol-open").click();
      await expectAccessible(page, "sign-in with a password");
      await page.getByTestId("language").click();
      await page.getByTestId("demo-enrol-management").click();
      await expect(page.getByTestId("terminal")).toHaveAttribute("data-kind", "management");
      await expectAccessible(page, "sign-in in English");
      await shot(page, `sign-in-02-door-${colorScheme}-${size}-en`);
      await context.close();
    });
  }
}
