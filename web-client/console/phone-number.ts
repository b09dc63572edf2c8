// A preview of the number while it is typed. The server alone decides whether a number is valid.

export interface NumberPreview {
  groups: readonly string[];
  /** True when it looks like a whole Japanese mobile number. */
  complete: boolean;
}

export function previewNumber(typed: string): NumberPreview {
  const digits = nationalDigits(typed);
  const mobile = /^0[6-9]0/.test(digits);
  return {
    groups: grouped(digits, mobile ? [3, 4, 4] : [4, 3, 4]),
    complete: mobile && digits.length === 11,
  };
}

/** Full-width digits, hyphens of every kind and a leading +81 become plain national digits. */
export function nationalDigits(typed: string): string {
  const plain = typed.normalize("NFKC").replace(/[^\d+]/g, "");
  return plain.replace(/^\+81/, "0").replace(/\D/g, "");
}

function grouped(digits: string, sizes: readonly number[]): string[] {
  const groups: string[] = [];
  let rest = digits;
  for (const size of sizes) {
    if (rest === "") break;
    groups.push(rest.slice(0, size));
    rest = rest.slice(size);
  }
  if (rest !== "") groups.push(rest);
  return groups;
}
