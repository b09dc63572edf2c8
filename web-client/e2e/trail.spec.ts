// T13: somebody with the store in their hands changes one row of the trail. It shows where a person
// reads the trail, and to the separate verifier away from the server.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Browser, expect } from "@playwright/test";
import { AdminPage } from "./admin-page";
import { consoleContext, launchConsoleBrowser } from "./browsers";
import { made } from "./film/film";
import { test } from "./refusals";
import { Server, genba } from "./server";

const pictures = join(made, "pictures");
/** A check that is asked for sooner gets the answer of before. */
const CHECK_AGAIN_MS = 2_500;
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

function verify(): { status: number | null; told: string } {
  const done = spawnSync(genba(), ["verify", "trail", "--data", server.data], { encoding: "utf8" });
  return { status: done.status, told: done.stdout + done.stderr };
}

test("T13: a changed row of the trail shows on the screen and to the verifier", async () => {
  const admin = await AdminPage.signIn(await consoleContext(desk), server, "mgr1", "reception");
  await admin.open("trail");
  const check = admin.at("chain-check");
  // The server has checked by itself; the button checks anew.
  await expect(check).toHaveAttribute("data-holds", "true");
  await expect(check).toContainText("最終検証");
  await admin.expectAccessible("a chain that holds");
  await admin.page.screenshot({ path: join(pictures, "trail-01-holds.png") });
  expect(verify()).toMatchObject({ status: 0, told: expect.stringContaining("nothing was changed") });

  const unit = await admin.page.evaluate(async () => {
    const me = (await (await fetch("/api/v1/me")).json()) as { unit: string };
    return me.unit.replaceAll("-", "").toUpperCase();
  });
  const change = `UPDATE trail_entry SET result = 'refused' WHERE seq = 3 AND hex(unit) = '${unit}'; SELECT changes();`;
  const changed = execFileSync("sqlite3", [join(server.data, "genba.sqlite"), change], { encoding: "utf8" });
  expect(changed.trim()).toBe("1");
  await admin.page.waitForTimeout(CHECK_AGAIN_MS);
  await admin.at("chain-check-now").click();
  await expect(check).toHaveAttribute("data-holds", "false");
  await expect(check).toContainText("番号 3 から");
  await admin.expectAccessible("a chain that was changed");
  await admin.page.screenshot({ path: join(pictures, "trail-02-changed.png") });
  await admin.page.reload();
  await expect(check, "it stays told").toHaveAttribute("data-holds", "false");
  await admin.at("language").click();
  await expect(check).toContainText("from number 3 on");

  const { status, told } = verify();
  expect(status).not.toBe(0);
  expect(told).toContain("entry 3 was edited");
  // Another headquarters' chain is another one.
  const neighbour = await AdminPage.signIn(await consoleContext(desk), server, "mgrb1", "reception");
  await neighbour.open("trail");
  await expect(neighbour.at("chain-check")).toHaveAttribute("data-holds", "true");
});
