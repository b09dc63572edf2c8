import type { DeviceProof } from "../../shared/protocol";

/** The phone's key for one link. Its private half can sign and never leaves the browser. */
export interface DeviceKey {
  /** This phone has started with it. */
  started: boolean;
  /** Its other half; null where the browser keeps no keys and the server's cookie serves. */
  publicKey: string | null;
  proof: (challenge: string) => Promise<DeviceProof | null>;
  markStarted: () => Promise<void>;
}

interface Kept {
  pair: CryptoKeyPair;
  started: boolean;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };
const made: Record<string, Promise<DeviceKey>> = {};

/** Finds or makes the key of a link; stored under the token's hash. */
export function keyOf(token: string): Promise<DeviceKey> {
  return (made[token] ??= find(token).catch(() => KEYLESS));
}

const KEYLESS: DeviceKey = {
  started: false,
  publicKey: null,
  proof: async () => null,
  markStarted: async () => undefined,
};

async function find(token: string): Promise<DeviceKey> {
  const name = base64url(await crypto.subtle.digest("SHA-256", ascii(token)));
  const database = await openDatabase();
  const found = await ask<Kept | undefined>(database, "readonly", (store) => store.get(name));
  const kept: Kept = found ?? {
    pair: (await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"])) as CryptoKeyPair,
    started: false,
  };
  if (!found) await ask(database, "readwrite", (store) => store.put(kept, name));
  const publicKey = base64url(await crypto.subtle.exportKey("raw", kept.pair.publicKey));
  return {
    started: kept.started,
    publicKey,
    proof: async (challenge) => ({
      public_key: publicKey,
      challenge,
      signature: base64url(
        await crypto.subtle.sign(
          { name: "ECDSA", hash: "SHA-256" },
          kept.pair.privateKey,
          ascii(challenge),
        ),
      ),
    }),
    markStarted: async () => {
      await ask(database, "readwrite", (store) =>
        store.put({ ...kept, started: true }, name),
      ).catch(() => undefined);
    },
  };
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("genba", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("keys");
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
    opening.onblocked = () => reject(new Error("the key store is blocked"));
  });
}

function ask<T>(
  database: IDBDatabase,
  mode: IDBTransactionMode,
  what: (store: IDBObjectStore) => IDBRequest,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const asked = what(database.transaction("keys", mode).objectStore("keys"));
    asked.onsuccess = () => resolve(asked.result as T);
    asked.onerror = () => reject(asked.error);
  });
}

function ascii(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

export function base64url(bytes: ArrayBuffer | Uint8Array): string {
  const text = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
