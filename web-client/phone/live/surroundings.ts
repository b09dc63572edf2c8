interface Connection extends EventTarget {
  /** Kind of network; only phones tell it. */
  type?: string;
}

export interface SurroundingsHooks {
  hidden: (hidden: boolean) => void;
  online: () => void;
  offline: () => void;
  /** The page is closed or left. */
  left: () => void;
  /** The phone went over to another network. */
  moved: () => void;
}

/** What happens around the page: network, visibility. */
export class Surroundings {
  private readonly connection = (navigator as { connection?: Connection }).connection;
  private network = this.connection?.type;

  constructor(private readonly hooks: SurroundingsHooks) {}

  listen(): void {
    document.addEventListener("visibilitychange", this.onVisibility);
    addEventListener("online", this.hooks.online);
    addEventListener("offline", this.hooks.offline);
    addEventListener("pagehide", this.hooks.left);
    addEventListener("pageshow", this.onShow);
    this.connection?.addEventListener?.("change", this.onConnection);
  }

  unlisten(): void {
    document.removeEventListener("visibilitychange", this.onVisibility);
    removeEventListener("online", this.hooks.online);
    removeEventListener("offline", this.hooks.offline);
    removeEventListener("pagehide", this.hooks.left);
    removeEventListener("pageshow", this.onShow);
    this.connection?.removeEventListener?.("change", this.onConnection);
  }

  private readonly onVisibility = () => this.hooks.hidden(document.visibilityState === "hidden");

  /** A page taken from the browser's memory has dead connections: it begins anew and resumes. */
  private readonly onShow = ({ persisted }: PageTransitionEvent) => {
    if (persisted) location.reload();
  };

  /** Fires for new estimates of speed too; only another kind of network is a move. */
  private readonly onConnection = () => {
    const before = this.network;
    this.network = this.connection?.type;
    if (before && this.network !== before && this.network !== "none") this.hooks.moved();
  };
}
