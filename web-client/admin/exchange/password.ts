// A password for a container: made here, or judged before it seals anything. The server never sees
// one, so that nobody else can judge it.

/** Letters and digits without look-alikes. */
const SIGNS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const GROUPS = 4;
const GROUP_CHARS = 5;
/** With all kinds of characters; a sentence may do with fewer kinds. */
const CHARS_MIN = 12;
const SENTENCE_CHARS = 20;
const KINDS_MIN = 3;
const DIFFERENT_MIN = 8;
const KNOWN = ["password", "passw0rd", "qwerty", "123456", "111111", "keishicho", "police", "admin", "himitsu"];

export type Weakness = "short" | "plain" | "repeats" | "known";

/** What is wrong with a password; nothing where it is good enough. */
export function weaknessOf(password: string): Weakness | null {
  const text = password.normalize("NFC");
  const chars = [...text];
  if (chars.length < CHARS_MIN) return "short";
  if (KNOWN.some((word) => text.toLowerCase().includes(word)) && chars.length < SENTENCE_CHARS) {
    return "known";
  }
  if (new Set(chars).size < DIFFERENT_MIN || isRow(chars)) return "repeats";
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/].filter((kind) => kind.test(text));
  return kinds.length < KINDS_MIN && chars.length < SENTENCE_CHARS ? "plain" : null;
}

/** Most of its signs are the neighbours of those before them, as in abcdef or 876543. */
function isRow(chars: readonly string[]): boolean {
  const codes = chars.map((char) => char.codePointAt(0) ?? 0);
  const near = codes.filter((code, nth) => nth > 0 && Math.abs(code - (codes[nth - 1] ?? 0)) <= 1);
  return near.length * 2 > chars.length;
}

/** 116 bits, to be read out on the phone. */
export function newPassword(): string {
  const group = () => Array.from({ length: GROUP_CHARS }, sign).join("");
  return Array.from({ length: GROUPS }, group).join("-");
}

/** Each sign as likely as the others: numbers beyond the last whole round are drawn again. */
function sign(): string {
  const limit = 256 - (256 % SIGNS.length);
  for (;;) {
    const [drawn = 0] = crypto.getRandomValues(new Uint8Array(1));
    if (drawn < limit) return SIGNS.charAt(drawn % SIGNS.length);
  }
}
