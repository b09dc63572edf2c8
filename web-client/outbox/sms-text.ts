// Splits a text message at its link, so that the link can be pressed as on a phone.
export type Part = { kind: "words"; words: string } | { kind: "link"; url: string };

export function parts(text: string, link: string): Part[] {
  const at = link === "" ? -1 : text.indexOf(link);
  if (at === -1) return [{ kind: "words", words: text }];
  const pieces: Part[] = [
    { kind: "words", words: text.slice(0, at) },
    { kind: "link", url: link },
    { kind: "words", words: text.slice(at + link.length) },
  ];
  return pieces.filter((piece) => piece.kind === "link" || piece.words !== "");
}

/** Only web addresses become links; anything else stays words. */
export function isWebLink(url: string): boolean {
  return /^https?:\/\//.test(url);
}
