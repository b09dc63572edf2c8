// Two people at once: a witness beside who acts, two who act on one case, a chief and the person
// whose post changes.
import { type Browser, expect } from "@playwright/test";
import { AdminPage } from "./admin-page";
import { consoleContext, launchConsoleBrowser } from "./browsers";
import { ConsolePage } from "./console-page";
import { Reader } from "./reader";
import { test } from "./refusals";
import { Server } from "./server";

let server: Server;
let desk: Browser;

test.beforeAll(async () => {
  server = await Server.start();
  desk = await launchConsoleBrowser(server.ready.ca_certificate);
});

test.afterAll(async () => {
  await desk?.close();
  await server?.stop();
});

async function chief(): Promise<AdminPage> {
  const admin = await AdminPage.signIn(await consoleContext(desk), server, "chief1", "management");
  await admin.open("appoint");
  return admin;
}

test("a witness proves to be there by the own finger, beside who acts", async () => {
  // The fingers of this terminal: the witness registers one first.
  const admin = await AdminPage.signIn(await consoleContext(desk), server, "hand1");
  const reader = await Reader.of(admin.page);
  await admin.at("factors-open").click();
  await admin.at("fingerprint-register").click();
  await expect(admin.page.locator("[data-testid=factor][data-kind=biometric]")).toHaveCount(1);
  await admin.page.keyboard.press("Escape");
  await admin.at("sign-out").click();
  await admin.at("demo-person-resp1").click();
  await expect(admin.at("tasks")).toBeVisible();

  // No document in force asks for a witness at this step: the answer is changed on its way so that
  // the form asks. What it sends is proven by the server as it is.
  const asking = await admin.page.evaluate(async () => {
    const list = (await (await fetch("/api/v1/workflows")).json()) as { workflows: { first_steps: { witness: boolean }[] }[] };
    for (const workflow of list.workflows) for (const step of workflow.first_steps) step.witness = true;
    return list;
  });
  await admin.page.route("**/api/v1/workflows", (route) => route.fulfill({ json: asking }));
  await admin.begin("CC", "complaint");
  await admin.field("received_on").fill("2026-01-10");
  await admin.field("content").fill("表示が見えにくい");
  await admin.take("record");
  await expect(admin.page.getByText("立会者の認証が必要です")).toBeVisible();
  await admin.expectAccessible("a form with a witness");
  await admin.at("witness-user-id").fill("resp1");
  await admin.take("record");
  await expect(admin.at("problem"), "nobody is the own witness").toBeVisible();
  await admin.at("witness-user-id").fill("hand1");
  await reader.knows(false);
  await admin.take("record");
  await expect(admin.at("problem")).toHaveAttribute("data-code", "fingerprint_failed");
  await reader.knows(true);
  await admin.take("record");
  await expect(admin.at("done").first()).toContainText("立会者 町内 取扱");

  // With a password where the finger does not help.
  await admin.begin("CC", "complaint");
  await admin.field("received_on").fill("2026-01-11");
  await admin.field("content").fill("照明が暗い");
  await admin.at("witness-user-id").fill("hand1");
  await admin.at("witness-by-password").check();
  await admin.at("witness-password").fill("wrong wrong wrong");
  await admin.take("record");
  await expect(admin.at("problem")).toHaveAttribute("data-code", "witness_unknown");
  await admin.at("witness-password").fill(server.account("hand1").password);
  await admin.take("record");
  await expect(admin.at("done").first()).toContainText("立会者 町内 取扱");
  await admin.page.context().close();
});

test("two act on one case at once: one act counts, the other person is told and sees why", async () => {
  // The case of a mis-send begins with its link alone.
  const console1 = await ConsolePage.signIn(await consoleContext(desk), server, "op1");
  await console1.requestVideo();
  const id = await console1.page.evaluate(async () => {
    const reports = (await (await fetch("/api/v1/reports")).json()) as { id: string }[];
    const answer = await fetch(`/api/v1/reports/${reports[0]!.id}/mis-send`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ noticed: "通報者にSMSが届いていない" }),
    });
    return ((await answer.json()) as { mis_send: { case: string } }).mis_send.case;
  });
  const one = await AdminPage.signIn(await consoleContext(desk), server, "op1", "reception");
  await one.go(`#/cases/${id}`, "case");
  await one.expectState("open");
  const two = await AdminPage.signIn(await consoleContext(desk), server, "op2", "reception");
  await two.go(new URL(one.page.url()).hash, "case");
  for (const admin of [one, two]) {
    await admin.at("step-note").click();
    await admin.choose("contacted", "yes");
    await admin.field("contact").fill("電話でおわびした");
  }
  await Promise.all([one.take("note"), two.take("note")]);
  const refused = [one, two].map((admin) => admin.page.locator("[data-testid=problem][data-code=changed_meanwhile]"));
  await expect.poll(async () => (await refused[0]!.count()) + (await refused[1]!.count())).toBe(1);
  const late = (await refused[0]!.count()) === 1 ? one : two;
  await expect(late.at("problem")).toContainText("VR-4.3.3");
  await late.page.getByRole("button", { name: "最新の状態を読み込む" }).click();
  await expect(late.at("done")).toHaveCount(2);
  await Promise.all([one, two, console1].map(({ page }) => page.context().close()));
});

test("a review keeps one and revokes another, who is out at once", async () => {
  const console2 = await ConsolePage.signIn(await consoleContext(desk), server, "op2");
  const admin = await chief();
  await admin.at("to-reviews").click();
  const row = (name: string) => admin.at("review-row").filter({ hasText: name });
  await row("受理 一郎").getByTestId("review-keep").click();
  await expect(row("受理 一郎")).toContainText("引き続き必要");
  await expect(admin.page.locator("main :focus"), "who works by the keyboard goes on nearby").toHaveCount(1);
  await row("受理 二葉").getByTestId("review-revoke").click();
  await expect(admin.at("dialog-review-revoke")).toContainText("直ちに締め出します");
  await admin.expectAccessible("revoking in a review");
  await admin.at("act-confirm").click();
  await expect(row("受理 二葉").getByTestId("review-revoke")).toHaveCount(0);
  await expect(console2.at("sign-in-submit")).toBeVisible();
  await Promise.all([console2, admin].map(({ page }) => page.context().close()));
});

test("a person who is transferred leaves the post, and the console at once", async () => {
  const console3 = await ConsolePage.signIn(await consoleContext(desk), server, "op3");
  const admin = await chief();
  const row = admin.page.locator("[data-testid=post][data-person=op3]");
  await row.getByTestId("post-acts").click();
  await row.getByTestId("post-transfer").click();
  await admin.at("transfer-unit").selectOption({ label: "隣県警察本部" });
  await admin.expectAccessible("transfer");
  await admin.at("act-confirm").click();
  await expect(admin.at("dialog-transfer")).toHaveCount(0);
  await expect(console3.at("sign-in-submit")).toBeVisible();
  await expect(row).toHaveCount(0);
  await expect(admin.at("posts").locator(":focus"), "the focus stays in the list").toHaveCount(1);
  await Promise.all([console3, admin].map(({ page }) => page.context().close()));
});

test("a terminal is revoked after its consequence was told, and is out at once", async () => {
  const console1 = await ConsolePage.signIn(await consoleContext(desk), server, "op1");
  const admin = await AdminPage.signIn(await consoleContext(desk), server, "npasysmgr", "management");
  await admin.go("#/appoint/terminals", "terminals");
  // The newest stand first.
  const row = admin.at("terminal-line").filter({ hasText: "受理端末" }).first();
  await row.getByTestId("terminal-revoke").click();
  await expect(admin.at("dialog-revoke-terminal")).toContainText("サインアウトされます");
  await admin.page.keyboard.press("Escape");
  await expect(row.getByTestId("terminal-revoke")).toBeFocused();
  await expect(console1.at("request-open")).toBeVisible();
  await row.getByTestId("terminal-revoke").click();
  await admin.expectAccessible("revoking a terminal");
  await admin.at("act-confirm").click();
  await expect(console1.at("sign-in-submit")).toBeVisible();
  await expect(row).toContainText("抹消済み");
  await Promise.all([console1, admin].map(({ page }) => page.context().close()));
});
