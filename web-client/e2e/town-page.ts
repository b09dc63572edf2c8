// What people of a neighbourhood association do on the admin page in the tests of town cameras.
import { type Page, expect } from "@playwright/test";
import type { AdminPage } from "./admin-page";

/** Asks the server as the page would, past what the screens offer. */
export async function ask(page: Page, method: string, path: string, body?: unknown) {
  return page.evaluate(
    async ([how, where, what]) => {
      const headers = { "content-type": "application/json" };
      const answer = await fetch(`/api/v1${where as string}`, {
        method: how as string,
        headers,
        ...(what === undefined ? {} : { body: JSON.stringify(what) }),
      });
      return { status: answer.status, body: await answer.json().catch(() => null) };
    },
    [method, path, body],
  );
}

export async function caseId(admin: AdminPage): Promise<string> {
  await expect(admin.at("case-state")).toBeVisible();
  return admin.page.url().split("/cases/")[1]!;
}

export async function expectRefused(admin: AdminPage, clause: string): Promise<void> {
  await expect(admin.at("problem").filter({ hasText: clause })).toBeVisible();
}

export async function ownUnit(admin: AdminPage): Promise<string> {
  return (await ask(admin.page, "GET", "/me")).body.unit;
}

/** The form of a regulation, but for the days of keeping. */
export async function beginRegulation(admin: AdminPage): Promise<void> {
  await admin.begin("CC", "regulation");
  await admin.field("association").fill("北町自治会");
  await admin.choosePerson("responsible", "町内 管理");
  await admin.field("responsible_office").fill("会長");
  await admin.field("responsible_name").fill("町内 管理");
  await admin.choose("handler_named", "yes");
  await admin.choosePerson("handler", "町内 取扱");
  await admin.field("handler_association").fill("北町自治会");
  await admin.field("handler_office").fill("副会長");
  await admin.field("handler_name").fill("町内 取扱");
  await admin.field("cameras").fill("1");
  await admin.field("effective_on").fill("2026-11-20");
  await admin.field("agreed_on").fill("2026-11-01");
}

export async function announceRegulation(admin: AdminPage, regulation: string): Promise<void> {
  await admin.go(`#/cases/${regulation}`, "case");
  await admin.step("announce");
  await admin.field("announced_on").fill("2026-11-15");
  await admin.field("announced_by").fill("回覧板と掲示板");
  await admin.take("announce");
  await admin.expectState("announced");
}
