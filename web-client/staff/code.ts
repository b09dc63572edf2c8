/** The digits of what was typed or pasted: full-width ones count, spaces and hyphens do not. */
export function digitsOf(typed: string, most: number): string {
  const plain = typed.replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0));
  return plain.replace(/\D/g, "").slice(0, most);
}

/** `1234 5678`: as it is read out. */
export function grouped(digits: string): string {
  return digits.replace(/(\d{4})(?=\d)/g, "$1 ");
}
