// What an operator sees of gateways that are down, of a message that may or may not be out, and of
// a call that the command system announced (VR-4.1.1b, VR-4.1.3a).
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { createServer, type Server as Http } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type Page, expect } from "@playwright/test";
import { expectAccessible, expectFits } from "./accessible";
import { AdminPage } from "./admin-page";
import { consoleContext, launchConsoleBrowser } from "./browsers";
import { ConsolePage, PHONE_NUMBER } from "./console-page";
import { made } from "./film/film";
import { test } from "./refusals";
import { Server } from "./server";

const pictures = join(made, "pictures");

/** Answers as Kannel does, or not at all. */
class Gateway {
  mode: "down" | "takes" | "hangs" = "down";
  private constructor(private readonly http: Http) {}

  static async start(): Promise<Gateway> {
    const http = createServer();
    const gateway = new Gateway(http);
    http.on("request", (asked, answer) => {
      const isMessage = asked.headers["x-kannel-to"] !== undefined;
      if (gateway.mode === "down") answer.writeHead(500).end();
      else if (!isMessage) answer.writeHead(400).end("Missing receiver(s) number(s), rejected");
      else if (gateway.mode === "takes") answer.writeHead(202).end("0: Accepted for delivery");
    });
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    return gateway;
  }

  /** The file that names it. */
  file(): string {
    const folder = mkdtempSync(join(tmpdir(), "genba-gateways-"));
    writeFileSync(join(folder, "password"), "secret");
    const { port } = this.http.address() as AddressInfo;
    const file = join(folder, "gateways.toml");
    writeFileSync(
      file,
      `[[gateway]]\nkind = "kannel"\nname = "A社"\nurl = "http://127.0.0.1:${port}/cgi-bin/sendsms"\n` +
        `user = "genba"\npassword_file = "password"\nsender = "110"\n`,
    );
    return file;
  }

  stop(): void {
    this.http.closeAllConnections();
    this.http.close();
  }
}

let gateway: Gateway;
let server: Server;
let desk: Browser;

test.beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  gateway = await Gateway.start();
  server = await Server.start(["--sms-gateways", gateway.file()]);
  desk = await launchConsoleBrowser(server.ready.ca_certificate);
});

test.afterAll(async () => {
  await desk?.close();
  await server?.stop();
  gateway?.stop();
});

async function shot(name: string, page: Page): Promise<void> {
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

test("VR-4.1.3a: a gateway that is down shows before anything is sent, and e-mail is offered", async () => {
  const desk1 = await ConsolePage.signIn(await consoleContext(desk), server, "op1");
  await expect(desk1.at("gateway-banner")).toHaveAttribute("data-warning", "down");
  await expect(desk1.at("gateway-banner")).toContainText("A社");
  await desk1.fillRequest();
  await expect(desk1.at("gateway-hint")).toBeVisible();
  await expectAccessible(desk1.page, "a request while SMS is down");
  await shot("delivery-down", desk1.page);
  await desk1.at("use-mail").click();
  await expect(desk1.at("way-email")).toBeChecked();
  await expect(desk1.at("request-email_reason")).toHaveValue("SMSの送信経路が停止しているため");
  await expect(desk1.at("gateway-hint")).toHaveCount(0);
  await desk1.at("request-destination").fill("taro@example.jp");
  await desk1.at("prepare").click();
  await desk1.at("compared").check();
  await desk1.at("send").click();
  await desk1.expectStep("delivered");

  gateway.mode = "takes";
  await expect(desk1.at("gateway-back")).toBeVisible({ timeout: 15_000 });
  await expect(desk1.at("gateway-banner")).toHaveCount(0);
  await expectAccessible(desk1.page, "SMS works again");
  await shot("delivery-back", desk1.page);
  await desk1.at("gateway-back").getByRole("button").click();
  await expect(desk1.at("gateway-back")).toHaveCount(0);
});

test("VR-4.1.3a: a message that may be out is sent again by the operator alone", async () => {
  gateway.mode = "takes";
  const desk1 = await ConsolePage.signIn(await consoleContext(desk), server, "op1");
  await expect(desk1.at("gateway-banner")).toHaveCount(0, { timeout: 15_000 });
  gateway.mode = "hangs";
  await desk1.fillRequest();
  await desk1.at("prepare").click();
  await desk1.at("compared").check();
  await desk1.at("send").click();
  await expect(desk1.at("request-dialog")).toHaveCount(0, { timeout: 20_000 });
  await expect(desk1.at("delivery")).toHaveAttribute("data-state", "unknown");
  await expect(desk1.at("unknown-hint")).toBeVisible();
  await expectAccessible(desk1.page, "a message that may be out");
  await shot("delivery-unknown", desk1.page);
  await desk1.page.setViewportSize({ width: 390, height: 844 });
  await expectFits(desk1.page, "a message that may be out, on a phone");
  await shot("delivery-unknown-phone", desk1.page);
  await desk1.page.setViewportSize({ width: 1440, height: 900 });
  gateway.mode = "takes";
  await desk1.at("language").click();
  await expect(desk1.at("resend")).toContainText("send again");
  await shot("delivery-unknown-en", desk1.page);
  await desk1.at("language").click();
  await desk1.at("resend").click();
  await expect(desk1.at("delivery")).toHaveAttribute("data-state", "accepted");
});

test("VR-4.1.1b: a call of the command system prefills a request and sends nothing", async () => {
  gateway.mode = "takes";
  const chief = await AdminPage.signIn(await consoleContext(desk), server, "chief1", "management");
  const call = await chief.page.evaluate(async () => {
    const post = (path: string, body: object, headers: Record<string, string> = {}) =>
      fetch(`/api/v1/command/${path}`, {
        method: "POST",
        body: JSON.stringify(body),
        headers: { "content-type": "application/json", ...headers },
      });
    const made = await post("tokens", { name: "通信指令室" });
    const { token } = (await made.json()) as { token: string };
    const announced = await post(
      "calls",
      { number: "09012345678", case_number: "2026-0123" },
      { authorization: `Bearer ${token}` },
    );
    return announced.status;
  });
  expect(call).toBe(201);
  const desk1 = await ConsolePage.signIn(await consoleContext(desk), server, "op1");
  await expect(desk1.at("call")).toContainText("2026-0123");
  await expectAccessible(desk1.page, "an incoming call");
  await shot("delivery-call", desk1.page);
  await desk1.at("take-call").click();
  await expect(desk1.at("call")).toHaveCount(0);
  await expect(desk1.at("request-destination")).toHaveValue("+819012345678");
  await expect(desk1.at("request-case_number")).toHaveValue("2026-0123");
  await expect(desk1.at("request-safety_confirmed")).not.toBeChecked();
  await expectAccessible(desk1.page, "a request that a call prefilled");
  await shot("delivery-prefilled", desk1.page);
  await desk1.at("request-safety_confirmed").check();
  await desk1.at("request-camera_confirmed").check();
  await desk1.at("request-number_presented").check();
  await desk1.at("request-reported_to_manager").check();
  await desk1.at("prepare").click();
  await expect(desk1.at("prepared-groups")).toContainText(PHONE_NUMBER.groups[1]!);
  await desk1.at("compared").check();
  await desk1.at("send").click();
  await expect(desk1.page.locator(".report-head")).toContainText("2026-0123");
});
