// Which way a page's media takes, in the browser's own words.
import type { BrowserContext, Page } from "@playwright/test";

/** The pair of candidates in use (W3C webrtc-stats). `local` is towards the relay where there is one. */
export interface Pair {
  local: string;
  remote: string;
  relayed: boolean;
}

type Watched = Window & { watchedPeers: RTCPeerConnection[] };

/** Must stand before the page is loaded. `policy` is what the page's own configuration is overruled with. */
export async function watchPeers(context: BrowserContext, policy: RTCConfiguration = {}): Promise<BrowserContext> {
  await context.addInitScript((overruled) => {
    const peers: RTCPeerConnection[] = ((window as unknown as Watched).watchedPeers = []);
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super({ ...configuration, ...overruled });
        peers.push(this);
      }
    };
  }, policy);
  return context;
}

/** Of every connection of the page that is open. */
export function pairsInUse(page: Page): Promise<Pair[]> {
  return page.evaluate(async () => {
    const pairs: Pair[] = [];
    for (const peer of (window as unknown as Watched).watchedPeers) {
      if (peer.connectionState !== "connected") continue;
      const report = await peer.getStats();
      report.forEach((entry) => {
        if (entry.type !== "transport" || !entry.selectedCandidatePairId) return;
        const pair = report.get(entry.selectedCandidatePairId);
        const [near, far] = [report.get(pair.localCandidateId), report.get(pair.remoteCandidateId)];
        pairs.push({ local: near.relayProtocol ?? near.protocol, remote: far.protocol, relayed: near.candidateType === "relay" });
      });
    }
    return pairs;
  });
}
