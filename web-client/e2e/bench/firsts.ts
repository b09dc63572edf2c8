// When a console first shows something of a report.

export interface Firsts {
  jpeg?: number;
  frame?: number;
}

/** Runs in the console's page: notes when the first JPEG and the first live frame are shown. */
export function watchFirsts(): void {
  const here = window as unknown as { firsts: Firsts };
  here.firsts = {};
  const now = () => performance.timeOrigin + performance.now();
  const watched = new WeakSet<Element>();
  const look = () => {
    const image = document.querySelector<HTMLImageElement>("img[data-testid=first-picture]");
    if (image && !watched.has(image)) {
      watched.add(image);
      const seen = () => (here.firsts.jpeg ??= now());
      if (image.complete && image.naturalWidth > 0) seen();
      else image.addEventListener("load", seen, { once: true });
    }
    const video = document.querySelector<HTMLVideoElement>("video[data-testid=live-video]");
    if (video && !watched.has(video)) {
      watched.add(video);
      video.requestVideoFrameCallback(() => (here.firsts.frame ??= now()));
    }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true });
}
