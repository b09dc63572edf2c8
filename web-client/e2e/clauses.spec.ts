// Clauses of 110 video reporting that only a browser shows, each in a test of its own, so that
// infra/prove can switch its rule off (VR-0.1, VR-4.2.2).
import { type Browser, type BrowserContext, expect } from "@playwright/test";
import { AdminPage } from "./admin-page";
import { TOKYO_STATION, consoleContext, launchConsoleBrowser, launchPhoneBrowser, phoneContext } from "./browsers";
import { ConsolePage, newestSms } from "./console-page";
import { PhonePage } from "./phone-page";
import { test } from "./refusals";
import { Server } from "./server";

let server: Server;
let desk: Browser;
let street: Browser;

test.beforeAll(async () => {
  // The day after the last one of the rules' validity: they stay in force all the same.
  server = await Server.start(["--clock", "2028-04-01T09:00:00+09:00"]);
  desk = await launchConsoleBrowser(server.ready.ca_certificate);
  street = await launchPhoneBrowser(server.ready.ca_certificate);
});

test.afterAll(async () => {
  await Promise.all([desk?.close(), street?.close()]);
  await server?.stop();
});

async function invited(): Promise<{ operator: ConsolePage; link: string }> {
  const operator = await ConsolePage.signIn(await consoleContext(desk), server, "op1");
  await operator.requestVideo();
  return { operator, link: (await newestSms(server)).link };
}

/** A phone that notes what a page asks of it. */
async function listeningPhone(): Promise<BrowserContext> {
  const context = await phoneContext(street);
  await context.addInitScript(() => {
    const asked: string[] = ((window as unknown as { asked: string[] }).asked = []);
    const listen = (owner: object, name: string) => {
      const real = (owner as Record<string, (...all: unknown[]) => unknown>)[name]!;
      (owner as Record<string, unknown>)[name] = function (this: unknown, ...all: unknown[]) {
        asked.push(name);
        return real.apply(this, all);
      };
    };
    listen(MediaDevices.prototype, "getUserMedia");
    for (const name of ["watchPosition", "getCurrentPosition", "clearWatch"]) listen(Geolocation.prototype, name);
  });
  return context;
}

function asked(phone: PhonePage): Promise<string[]> {
  return phone.page.evaluate(() => (window as unknown as { asked: string[] }).asked);
}

/** Every tick but one, and Start. */
async function startsWithout(phone: PhonePage, item: string): Promise<void> {
  for (const name of ["copyright", "location", "privacy", "charges"].filter((one) => one !== item)) {
    await phone.page.locator(`input[name=${name}]`).check();
  }
  await phone.button("同意して始める").click();
  await phone.page.waitForTimeout(1_000);
}

test("VR-0.1: past its validity the banner stands on the admin page, and a link still goes out", async () => {
  const admin = await AdminPage.signIn(await consoleContext(desk), server, "mgr1", "reception");
  const banner = admin.page.locator("[data-testid=past-banner][data-document=VR]");
  // proves VR-0.1
  await expect(banner).toBeVisible();
  for (const screen of ["calendar", "rulebooks"]) {
    await admin.open(screen);
    await expect(banner).toBeVisible();
  }
  await admin.open("tasks");
  await expect(admin.at("glance-past")).toHaveAttribute("data-count", "1");
  const { link } = await invited();
  const phone = await PhonePage.open(await phoneContext(street), link);
  await expect(phone.button("同意して始める")).toBeVisible();
});

test("VR-4.2.2.ア: no camera is asked for before the consents, and a refusal leaves no media", async () => {
  const { operator, link } = await invited();
  const phone = await PhonePage.open(await listeningPhone(), link);
  await startsWithout(phone, "copyright");
  // proves VR-4.2.2.ア
  expect(await asked(phone)).not.toContain("getUserMedia");
  await phone.button("同意しない").click();
  await expect(phone.page.getByText("映像は送られません")).toBeVisible();
  await expect(operator.at("report-state")).toHaveAttribute("data-state", "refused");
  await expect(operator.at("file-item")).toHaveCount(0);
  expect(await asked(phone)).toEqual([]);
});

test("VR-4.2.2.イ: the position is asked for after the consents and stops with the report", async () => {
  const { operator, link } = await invited();
  const phone = await PhonePage.open(await listeningPhone(), link);
  await startsWithout(phone, "location");
  // proves VR-4.2.2.イ
  expect(await asked(phone)).not.toContain("watchPosition");
  await phone.page.locator("input[name=location]").check();
  await phone.button("同意して始める").click();
  await expect(operator.at("coordinates")).toContainText("35.6812");
  await operator.end();
  await expect(phone.page.getByText("送信を終わりました")).toBeVisible();
  // proves VR-4.2.2.イ
  await expect.poll(() => asked(phone), { timeout: 3_000 }).toContain("clearWatch");
  await phone.page.context().setGeolocation({ ...TOKYO_STATION, latitude: 35.7 });
  await phone.page.waitForTimeout(2_000);
  await expect(operator.at("coordinates")).toContainText("35.6812");
});

test("VR-4.2.2.エ: time and data sent count up while it streams", async () => {
  const { operator, link } = await invited();
  const phone = await PhonePage.open(await phoneContext(street), link);
  await phone.consentAndStart();
  await operator.expectLivePicture();
  const [elapsed, sent] = [phone.page.locator(".finish dd").nth(0), phone.page.locator(".finish dd").nth(1)];
  const before = { elapsed: (await elapsed.textContent())!, sent: (await sent.textContent())! };
  // proves VR-4.2.2.エ
  await expect(sent).not.toHaveText(before.sent, { timeout: 10_000 });
  await expect(elapsed).not.toHaveText(before.elapsed);
});

test("VR-4.2.2.x: a withdrawal ends the stream within two seconds", async () => {
  const { operator, link } = await invited();
  const phone = await PhonePage.open(await phoneContext(street), link);
  await phone.consentAndStart();
  await operator.expectLivePicture();
  await phone.button("同意を取りやめる").click();
  await phone.button("同意を取りやめる").last().click();
  const reason = operator.at("end-reason-shown");
  // proves VR-4.2.2.x
  await expect(reason).toHaveAttribute("data-reason", "consent_withdrawn", { timeout: 2_000 });
  await expect(operator.at("live-video")).toHaveCount(0);
});
