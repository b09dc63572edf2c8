// The keys of what is kept, one for each link: they seal and open, and never leave the browser.
import { FORGET_MS } from "./limits";

export interface Link {
  key: CryptoKey;
  /** When it is forgotten, whatever becomes of it. */
  untilMs: number;
  /** Sealed: what proves at the server who brings it, also after a reload. */
  session?: ArrayBuffer;
}

export class Links {
  private constructor(private readonly database: IDBDatabase) {}

  static open(): Promise<Links> {
    return new Promise((resolve, reject) => {
      const opening = indexedDB.open("genba-kept", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("links");
      opening.onsuccess = () => resolve(new Links(opening.result));
      opening.onerror = () => reject(opening.error);
      opening.onblocked = () => reject(new Error("the keys are blocked"));
    });
  }

  find(name: string): Promise<Link | undefined> {
    return this.ask("readonly", (store) => store.get(name));
  }

  async put(name: string, link: Link): Promise<void> {
    await this.ask("readwrite", (store) => store.put(link, name));
  }

  async forget(name: string): Promise<void> {
    await this.ask("readwrite", (store) => store.delete(name));
  }

  /** Names of links whose time is over. */
  async over(nowMs: number): Promise<string[]> {
    const names = await this.ask<string[]>("readonly", (store) => store.getAllKeys());
    const found = await Promise.all(names.map((name) => this.find(name)));
    return names.filter((_, at) => !((found[at]?.untilMs ?? 0) > nowMs));
  }

  private ask<T>(mode: IDBTransactionMode, what: (store: IDBObjectStore) => IDBRequest): Promise<T> {
    return new Promise((resolve, reject) => {
      const asked = what(this.database.transaction("links", mode).objectStore("links"));
      asked.onsuccess = () => resolve(asked.result as T);
      asked.onerror = () => reject(asked.error);
    });
  }
}

export async function newLink(): Promise<Link> {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
  return { key, untilMs: Date.now() + FORGET_MS };
}

const NONCE_BYTES = 12;

/** `place` says where it belongs: elsewhere it does not open. */
export async function seal(key: CryptoKey, place: string, plain: BufferSource): Promise<ArrayBuffer> {
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const about = { name: "AES-GCM", iv: nonce, additionalData: letters(place) };
  const sealed = await crypto.subtle.encrypt(about, key, plain);
  const whole = new Uint8Array(NONCE_BYTES + sealed.byteLength);
  whole.set(nonce);
  whole.set(new Uint8Array(sealed), NONCE_BYTES);
  return whole.buffer;
}

export function unseal(key: CryptoKey, place: string, sealed: ArrayBuffer): Promise<ArrayBuffer> {
  const iv = new Uint8Array(sealed, 0, NONCE_BYTES);
  const about = { name: "AES-GCM", iv, additionalData: letters(place) };
  return crypto.subtle.decrypt(about, key, new Uint8Array(sealed, NONCE_BYTES));
}

export const letters = (text: string) => new TextEncoder().encode(text);
