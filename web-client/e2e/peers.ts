// Which way a page's media takes, in the browser's own words.
import type { BrowserContext, Page } from "@playwright/test";

/** The pair of candidates in use (W3C webrtc-stats). `local` is towards the relay where there is one. */
export interface Pair {
  local: string;
  remote: string;
  relayed: boolean;
}

type Watched = Window & { watchedPeers: RTCPeerConnection[] };

/** Must stand before the page is loaded. `relay`: connections use nothing but TURN servers with such a URL. */
export async function watchPeers(context: BrowserContext, relay?: RegExp): Promise<void> {
  await context.addInitScript((only) => {
    const peers: RTCPeerConnection[] = ((window as unknown as Watched).watchedPeers = []);
    const relayed = (configuration: RTCConfiguration): RTCConfiguration => ({
      ...configuration,
      iceTransportPolicy: "relay",
      iceServers: (configuration.iceServers ?? []).map((server) => ({
        ...server,
        urls: [server.urls].flat().filter((url) => new RegExp(only ?? "").test(url)),
      })),
    });
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration: RTCConfiguration = {}) {
        super(only ? relayed(configuration) : configuration);
        peers.push(this);
      }
    };
  }, relay?.source);
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
