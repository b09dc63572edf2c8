interface Connection extends EventTarget {
  /** Kind of network; only phones tell it. */
  type?: string;
}

export interface SurroundingsHooks {
  hidden: (hidden: boolean) => void;
  online: () => void;
  offline: () => void;
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
    this.connection?.addEventListener?.("change", this.onConnection);
  }

  unlisten(): void {
    document.removeEventListener("visibilitychange", this.onVisibility);
    removeEventListener("online", this.hooks.online);
    removeEventListener("offline", this.hooks.offline);
    this.connection?.removeEventListener?.("change", this.onConnection);
  }

  private readonly onVisibility = () => this.hooks.hidden(document.visibilityState === "hidden");

  /** Fires for new estimates of speed too; only another kind of network is a move. */
  private readonly onConnection = () => {
    const before = this.network;
    this.network = this.connection?.type;
    if (before && this.network !== before && this.network !== "none") this.hooks.moved();
  };
}
