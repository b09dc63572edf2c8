// Encrypted containers (IS-17.5.1.ウ): sealed and opened here, so that neither the password nor what is
// in them ever leaves the browser. The page of a container does the same with the same names.

/** What a stolen container costs to try: OWASP's figure for PBKDF2 with SHA-256. */
export const ROUNDS = 600_000;
const VERSION = 1;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
/** Text grows as the bytes do; larger pieces would not fit on the stack. */
const PIECE_BYTES = 0x8000;
const NAME_BYTES_MAX = 0xffff;

export interface Lock {
  rounds: number;
  /** In base64. */
  salt: string;
}

interface Head extends Lock {
  version: number;
  nonce: string;
  verifier: string;
}

export interface Plain {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** `page` is the server's, with `{head}` and `{body}` in it. */
export async function seal(page: string, password: string, plain: Plain): Promise<Blob> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const root = await rootOf(password, salt, ROUNDS);
  const how = { name: "AES-GCM", iv: nonce, additionalData: salt };
  const body = await crypto.subtle.encrypt(how, await keyOf(root, "encrypt"), framed(plain));
  const verifier = await crypto.subtle.digest("SHA-256", await proofFrom(root));
  const head: Head = {
    version: VERSION,
    rounds: ROUNDS,
    salt: textOf(salt),
    nonce: textOf(nonce),
    verifier: textOf(new Uint8Array(verifier)),
  };
  const [before, rest] = parted(page, "{head}");
  const [between, after] = parted(rest, "{body}");
  const whole = [before, JSON.stringify(head), between, textOf(new Uint8Array(body)), after];
  return new Blob(whole, { type: "text/html" });
}

/** Nothing where the password is wrong, or the text is no container. */
export async function open(container: string, password: string): Promise<Plain | null> {
  const head = headOf(container);
  const body = between(container, 'id="genba-body">', "</script>");
  if (head === null || body === null) return null;
  const salt = bytesOf(head.salt);
  const root = await rootOf(password, salt, head.rounds);
  const how = { name: "AES-GCM", iv: bytesOf(head.nonce), additionalData: salt };
  try {
    const plain = await crypto.subtle.decrypt(how, await keyOf(root, "decrypt"), bytesOf(body));
    return unframed(new Uint8Array(plain));
  } catch {
    return null;
  }
}

/** Says to the server that somebody knows the password, and is no way back to it. */
export async function proofOf(password: string, lock: Lock): Promise<string> {
  const root = await rootOf(password, bytesOf(lock.salt), lock.rounds);
  return textOf(new Uint8Array(await proofFrom(root)));
}

async function rootOf(
  password: string,
  salt: Uint8Array<ArrayBuffer>,
  rounds: number,
): Promise<CryptoKey> {
  const text = new TextEncoder().encode(password.normalize("NFC"));
  const typed = await crypto.subtle.importKey("raw", text, "PBKDF2", false, ["deriveBits"]);
  const stretch = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  const bits = await crypto.subtle.deriveBits(stretch, typed, 256);
  return crypto.subtle.importKey("raw", bits, "HKDF", false, ["deriveBits", "deriveKey"]);
}

function part(of: "key" | "proof") {
  const info = new TextEncoder().encode(`genba container ${of}`);
  return { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info };
}

function keyOf(root: CryptoKey, use: "encrypt" | "decrypt"): Promise<CryptoKey> {
  const kind = { name: "AES-GCM", length: 256 };
  return crypto.subtle.deriveKey(part("key"), root, kind, false, [use]);
}

function proofFrom(root: CryptoKey): Promise<ArrayBuffer> {
  return crypto.subtle.deriveBits(part("proof"), root, 256);
}

/** The length of the name, the name, the content: a name tells much, so it is sealed too. */
function framed({ name, bytes }: Plain): Uint8Array<ArrayBuffer> {
  const named = new TextEncoder().encode(name);
  if (named.length > NAME_BYTES_MAX) throw new RangeError("the name is too long");
  const whole = new Uint8Array(2 + named.length + bytes.length);
  new DataView(whole.buffer).setUint16(0, named.length);
  whole.set(named, 2);
  whole.set(bytes, 2 + named.length);
  return whole;
}

function unframed(whole: Uint8Array<ArrayBuffer>): Plain {
  const length = new DataView(whole.buffer).getUint16(0);
  const name = new TextDecoder().decode(whole.subarray(2, 2 + length));
  return { name, bytes: whole.slice(2 + length) };
}

function headOf(container: string): Head | null {
  const text = between(container, 'id="genba-head">', "</script>");
  if (text === null) return null;
  try {
    return JSON.parse(text) as Head;
  } catch {
    return null;
  }
}

function between(text: string, start: string, end: string): string | null {
  const from = text.indexOf(start);
  const to = text.indexOf(end, from);
  return from < 0 || to < 0 ? null : text.slice(from + start.length, to);
}

function parted(text: string, at: string): [string, string] {
  const place = text.indexOf(at);
  if (place < 0) throw new Error("the page of containers has no place for it");
  return [text.slice(0, place), text.slice(place + at.length)];
}

function textOf(bytes: Uint8Array): string {
  let chars = "";
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    chars += String.fromCharCode(...bytes.subarray(at, at + PIECE_BYTES));
  }
  return btoa(chars);
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
