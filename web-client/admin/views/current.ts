/** A row or a tree of links may go on beyond its box: the one of the page that is open is shown. */
export function showCurrent(links: HTMLElement | null): void {
  links
    ?.querySelector('[aria-current="page"]')
    ?.scrollIntoView({ block: "nearest", inline: "nearest" });
}
