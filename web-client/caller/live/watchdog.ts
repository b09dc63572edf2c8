import { CONNECTING_MS, DISCONNECTED_MS } from "./limits";

/**
 * True when a new session is quicker than waiting. `hinted`: something outside says that the path
 * changed (network is back, page is visible again).
 */
export function isLost(state: RTCPeerConnectionState, inStateMs: number, hinted: boolean): boolean {
  switch (state) {
    case "connected": return false;
    case "disconnected": return hinted || inStateMs > DISCONNECTED_MS;
    case "failed":
    case "closed": return true;
    default: return inStateMs > CONNECTING_MS;
  }
}
