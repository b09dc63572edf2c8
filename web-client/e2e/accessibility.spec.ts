// WCAG 2.2 AA as far as axe can judge it, on every screen of phone and console, light and dark.
import AxeBuilder from "@axe-core/playwright";
import { type Browser, type Page, expect, test } from "@playwright/test";
import { consoleContext, launchConsoleBrowser, launchPhoneBrowser, phoneContext } from "./browsers";
import { ConsolePage, newestSms } from "./console-page";
import { PhonePage } from "./phone-page";
import { Server } from "./server";

let server: Server;
let desk: Browser;
let street: Browser;

test.beforeAll(async () => {
  server = await Server.start();
  desk = await launchConsoleBrowser(server.ready.ca_certificate);
  street = await launchPhoneBrowser(server.ready.ca_certificate);
});

test.afterAll(async () => {
  await Promise.all([desk?.close(), street?.close()]);
  await server?.stop();
});

async function expectAccessible(page: Page, screen: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  const found = violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).join(", ")}`);
  expect(found, screen).toEqual([]);
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`every screen of a report is accessible (${colorScheme})`, async () => {
    const context = await consoleContext(desk, { colorScheme });
    const visitor = await context.newPage();
    await visitor.goto(server.ready.console);
    await expect(visitor.getByTestId("sign-in-submit")).toBeVisible();
    await expectAccessible(visitor, "sign-in");
    await visitor.close();

    const console1 = await ConsolePage.signIn(context, server, "op1");
    await expectAccessible(console1.page, "console without a report");
    await console1.fillRequest();
    await expectAccessible(console1.page, "request dialog");
    await console1.at("prepare").click();
    await expect(console1.at("prepared-groups")).toBeVisible();
    await expectAccessible(console1.page, "compare");
    await console1.compareAndSend();
    await console1.expectStep("sent");
  
    const outbox = await context.newPage();
    await outbox.goto(server.ready.outbox);
    await expect(outbox.getByRole("link").first()).toBeVisible();
    await expectAccessible(outbox, "outbox");

    const { link } = await newestSms(server);
    const phone = await PhonePage.open(await phoneContext(street, { colorScheme }), link);
    await expect(phone.button("同意して始める")).toBeVisible();
    await expectAccessible(phone.page, "consents");
    await phone.consentAndStart();
    await console1.expectLivePicture();
    await expectAccessible(phone.page, "live on the phone");
    await expectAccessible(console1.page, "live on the console");
    await console1.at("end-report").click();
    await expectAccessible(console1.page, "end dialog");
    await console1.at("end-reason").selectOption("finished");
    await console1.at("end-confirm").click();
    await expect(phone.page.getByText("送信を終わりました")).toBeVisible();
    await expectAccessible(phone.page, "ended on the phone");
    await expect(console1.at("totals")).toBeVisible();
    await expectAccessible(console1.page, "ended on the console");
  });
}
