// This browser as an enrolled terminal: a key whose private half can sign and never leaves the
// browser. The server knows its public half; each sign-in proves it anew.
import { signal } from "@preact/signals";
import type { TerminalKind, TerminalLine, TerminalProof } from "../../shared/protocol.ts";
import { post } from "../http.ts";

interface Kept {
  pair: CryptoKeyPair;
  line: TerminalLine;
}

/** `undefined` until the browser was asked, `null` when it is no terminal. */
export const terminal = signal<TerminalLine | null | undefined>(undefined);

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };
const STORE = "keys";
const NAME = "terminal";

let kept: Kept | null = null;

export async function findTerminal(): Promise<void> {
  const found = await ask<Kept | undefined>("readonly", (store) => store.get(NAME)).catch(
    () => undefined,
  );
  kept = found ?? null;
  terminal.value = kept?.line ?? null;
}

/** With a one-time code that a system manager made. */
export async function enrol(code: string): Promise<void> {
  await become((public_key) => post<TerminalLine>("/terminals", { code, public_key }));
}

/** The one press of a demo. */
export async function enrolInDemo(kind: TerminalKind): Promise<void> {
  await become((public_key) => post<TerminalLine>("/demo/enrol", { kind, public_key }));
}

/** The server no longer knows this terminal. */
export async function forgetTerminal(): Promise<void> {
  kept = null;
  terminal.value = null;
  await ask("readwrite", (store) => store.delete(NAME)).catch(() => undefined);
}

export async function proveTerminal(challenge: string): Promise<TerminalProof | undefined> {
  if (kept === null) return undefined;
  const { publicKey, privateKey } = kept.pair;
  const signature = await crypto.subtle.sign(
    { name: "ECDSA", hash: "SHA-256" },
    privateKey,
    new TextEncoder().encode(challenge),
  );
  return { public_key: await exported(publicKey), signature: base64url(signature) };
}

/** A new key each time: a key that was revoked never comes back. */
async function become(register: (publicKey: string) => Promise<TerminalLine>): Promise<void> {
  const pair = await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
  const line = await register(await exported(pair.publicKey));
  kept = { pair, line };
  await ask("readwrite", (store) => store.put(kept, NAME));
  terminal.value = line;
}

async function exported(key: CryptoKey): Promise<string> {
  return base64url(await crypto.subtle.exportKey("raw", key));
}

function base64url(bytes: ArrayBuffer): string {
  const text = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("genba-terminal", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error ?? new Error("the key store cannot be opened"));
  });
}

async function ask<T>(
  mode: IDBTransactionMode,
  what: (store: IDBObjectStore) => IDBRequest,
): Promise<T> {
  const database = await openDatabase();
  try {
    return await new Promise<T>((resolve, reject) => {
      const asked = what(database.transaction(STORE, mode).objectStore(STORE));
      asked.onsuccess = () => resolve(asked.result as T);
      asked.onerror = () => reject(asked.error ?? new Error("the key store failed"));
    });
  } finally {
    database.close();
  }
}
