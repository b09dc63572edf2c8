// What the end-to-end tests do with a sheet and on an officer's phone, in an officer's words.
import { type BrowserContext, type Page, expect } from "@playwright/test";
import jsqr from "jsqr";
import type { AdminPage } from "./admin-page";

export interface OfficerName {
  number: string;
  name: string;
  unit: string;
}

export const TARO: OfficerName = { number: "123456", name: "巡査 太郎", unit: "自動車警ら隊" };
export const JIRO: OfficerName = { number: "234567", name: "部長 次郎", unit: "中央警察署" };

/** The chief issues a URL and sees its sheet; gives its number and what its QR code says. */
export async function issueSheet(chief: AdminPage, section = "自動車警ら隊"): Promise<{ number: string; url: string }> {
  await openList(chief);
  await chief.at("staff-issue").click();
  await chief.at("staff-issue-section").fill(section);
  await chief.at("staff-issue-submit").click();
  const sheet = chief.at("staff-sheet");
  await expect(sheet).toBeVisible();
  const number = (await sheet.getAttribute("data-number"))!;
  return { number, url: await readQr(chief.page) };
}

/** Reads the QR code from a picture of the sheet as a phone's camera does: nothing else is known. */
export async function readQr(page: Page): Promise<string> {
  const picture = await page.getByTestId("staff-sheet").screenshot();
  const { width, height, bytes } = await page.evaluate(async (png) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
    const drawing = canvas.getContext("2d")!;
    drawing.drawImage(image, 0, 0);
    return { width: image.width, height: image.height, bytes: Array.from(drawing.getImageData(0, 0, image.width, image.height).data) };
  }, picture.toString("base64"));
  const found = jsqr(Uint8ClampedArray.from(bytes), width, height);
  expect(found, "the sheet's QR code can be read").not.toBeNull();
  return found!.data;
}

export class OfficerPage {
  private constructor(readonly page: Page) {}

  static async open(context: BrowserContext, url: string): Promise<OfficerPage> {
    const page = await context.newPage();
    await page.goto(url);
    return new OfficerPage(page);
  }

  button(name: string | RegExp) {
    return this.page.getByRole("button", { name });
  }

  async register({ number, name, unit }: OfficerName): Promise<void> {
    await this.page.getByLabel("職員番号").fill(number);
    await this.page.getByLabel("氏名").fill(name);
    await this.page.getByLabel("所属").fill(unit);
    await this.page.getByRole("checkbox").check();
    await this.button("登録する").click();
    await expect(this.page.getByText("登録しました")).toBeVisible();
  }

  async enter(code: string, purpose: "初動警察活動" | "例外" = "初動警察活動"): Promise<void> {
    await this.page.getByLabel("アクセスコード").fill(code);
    await this.page.getByRole("radio", { name: purpose }).check({ force: true });
  }

  /** One tap after code and purpose. */
  async start(): Promise<void> {
    await this.button("確認して送信を始める").click();
  }

  async expectRefused(code: string): Promise<void> {
    await expect(this.page.locator(`[data-code="${code}"]`)).toBeVisible();
  }

  async expectLook(look: string): Promise<void> {
    await expect(this.page.locator(`[data-look="${look}"]`)).toBeVisible({ timeout: 20_000 });
  }

  async end(): Promise<void> {
    await this.button("終了").click();
    await this.page.getByRole("group", { name: "送信を終わりますか" }).getByRole("button", { name: "終了" }).click();
    await expect(this.page.getByText("送信を終わりました")).toBeVisible();
  }
}

/** The list, also from the sheet, which only its own button closes. */
export async function openList(person: AdminPage): Promise<void> {
  const sheet = person.at("staff-sheet-close");
  if (await sheet.isVisible()) await sheet.click();
  await person.go("#/staff", "staff-urls");
}

/** The page of a URL in the manager's or the chief's hands. */
export async function openUrl(person: AdminPage, number: string): Promise<void> {
  await openList(person);
  await person.page.locator(`[data-testid=staff-url][data-number="${number}"]`).getByTestId("staff-url-open").click();
  await expect(person.at("staff-url-state")).toBeVisible();
}

export function deviceRow(person: AdminPage, { number }: OfficerName) {
  return person.page.locator(`[data-testid=staff-device][data-number="${number}"]`);
}

/** The manager enters what was reported by voice, and reads the code out. */
export async function codeFor(manager: AdminPage, sheet: string, officer: OfficerName): Promise<string> {
  await openUrl(manager, sheet);
  await deviceRow(manager, officer).getByTestId("staff-code").click();
  await manager.at("staff-code-words").fill("三叉路の交通事故");
  await manager.at("staff-code-make").click();
  return readCode(manager);
}

export async function readCode(manager: AdminPage): Promise<string> {
  const code = (await manager.at("staff-code-shown").getAttribute("data-code"))!;
  await manager.at("staff-code-close").click();
  return code;
}

/** The code of the unit, for officers without time. */
export async function unitCode(manager: AdminPage, sheet: string): Promise<string> {
  await openUrl(manager, sheet);
  await manager.at("staff-unit-code-look").click();
  await expect(manager.at("staff-unit-code")).toBeVisible();
  return (await manager.at("staff-unit-code").getAttribute("data-code"))!;
}

export async function change(person: AdminPage, act: "suspend" | "resume" | "destroy", reason: string): Promise<void> {
  await person.at(`staff-${act}`).click();
  await person.at("staff-change-reason").fill(reason);
  await person.at("staff-change-submit").click();
  await expect(person.at(`staff-${act}-dialog`)).toHaveCount(0);
}
