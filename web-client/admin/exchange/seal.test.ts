import { expect, it } from "vitest";
import { open, proofOf, ROUNDS, seal } from "./seal.ts";

const pages = import.meta.glob<string>("../../../admin/src/exchange/container.html", {
  query: "?raw",
  import: "default",
  eager: true,
});
const page = Object.values(pages)[0] ?? "";
const PASSWORD = "渡-Kawa-7491-hashi";
const plain = {
  name: "照会結果.txt",
  bytes: new TextEncoder().encode("氏名 山田太郎\n".repeat(5_000)),
};

it("a container opens with its password alone, and shows nothing of what is in it", async () => {
  const container = await (await seal(page, PASSWORD, plain)).text();
  for (const secret of [PASSWORD, "山田", "照会結果"]) {
    expect(container.includes(secret), secret).toBe(false);
  }
  expect(await open(container, "渡-Kawa-7491-hasi")).toBeNull();
  expect(await open("<p>plain</p>", PASSWORD)).toBeNull();
  const opened = await open(container, PASSWORD);
  expect(opened?.name).toBe(plain.name);
  expect(opened?.bytes).toEqual(plain.bytes);
  // Typed on another system, the same letters are other code points.
  expect((await open(container, PASSWORD.normalize("NFD")))?.name).toBe(plain.name);
});

it("what is changed does not open", async () => {
  const container = await (await seal(page, PASSWORD, plain)).text();
  const at = container.indexOf('id="genba-body">') + 400;
  const other = container.charAt(at) === "A" ? "B" : "A";
  const changed = container.slice(0, at) + other + container.slice(at + 1);
  expect(await open(changed, PASSWORD)).toBeNull();
});

it("the proof belongs to password and salt, and is not the verifier in the container", async () => {
  const container = await (await seal(page, PASSWORD, plain)).text();
  const head = JSON.parse(/id="genba-head">(.*?)<\/script>/.exec(container)?.[1] ?? "{}");
  expect(head.rounds).toBe(ROUNDS);
  const proof = await proofOf(PASSWORD, head);
  expect(container.includes(proof)).toBe(false);
  const bytes = Uint8Array.from(atob(proof), (char) => char.charCodeAt(0));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  expect(btoa(String.fromCharCode(...hash))).toBe(head.verifier);
  expect(await proofOf("another", head)).not.toBe(proof);
});

it("the page of a container runs its own script alone, and asks no host for anything", async () => {
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? "";
  const script = /<script>([\s\S]*?)<\/script>/.exec(page)?.[1] ?? "";
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(script));
  const text = btoa(String.fromCharCode(...new Uint8Array(hash)));
  expect(policy).toContain(`default-src 'none'; script-src 'sha256-${text}'`);
  expect(page).not.toMatch(/https?:|src=|import\(|fetch\(/);
});
