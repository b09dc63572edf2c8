import { CONNECTING_MS, DISCONNECTED_MS } from "./limits";

const FROM_ICE: Record<RTCIceConnectionState, RTCPeerConnectionState> = {
  new: "new",
  checking: "connecting",
  connected: "connected",
  completed: "connected",
  disconnected: "disconnected",
  failed: "failed",
  closed: "closed",
};

/** Firefox before 113 tells only the state of ICE. */
export function stateOf(
  connection: Pick<RTCPeerConnection, "connectionState" | "iceConnectionState">,
): RTCPeerConnectionState {
  return connection.connectionState || FROM_ICE[connection.iceConnectionState];
}

/**
 * True when a new session is quicker than waiting. `hinted`: something outside says that the path
 * changed (network is back, page is visible again).
 */
export function isLost(state: RTCPeerConnectionState, inStateMs: number, hinted: boolean): boolean {
  switch (state) {
    case "connected":
      return false;
    case "disconnected":
      return hinted || inStateMs > DISCONNECTED_MS;
    case "failed":
    case "closed":
      return true;
    default:
      return inStateMs > CONNECTING_MS;
  }
}
