import { CONNECTING_MS, DISCONNECTED_MS, SILENT_MS } from "./limits";

/** Firefox before 113 tells only the state of ICE. */
export function stateOf(
  connection: Pick<RTCPeerConnection, "connectionState" | "iceConnectionState">,
): RTCPeerConnectionState {
  const { connectionState, iceConnectionState } = connection;
  if (connectionState) return connectionState;
  if (iceConnectionState === "checking") return "connecting";
  return iceConnectionState === "completed" ? "connected" : iceConnectionState;
}

/**
 * True when a new session is quicker than waiting. `silentMs`: for how long media went out and
 * nothing came back; `hinted`: something outside says that the path changed (network is back,
 * page is visible again).
 */
export function isLost(
  state: RTCPeerConnectionState,
  inStateMs: number,
  silentMs: number,
  hinted: boolean,
): boolean {
  switch (state) {
    case "connected":
      return silentMs > SILENT_MS;
    case "disconnected":
      return hinted || silentMs > SILENT_MS || inStateMs > DISCONNECTED_MS;
    case "failed":
    case "closed":
      return true;
    default:
      return inStateMs > CONNECTING_MS;
  }
}

/** How long media has gone out without any answer; feedback comes several times a second. */
export class Pulse {
  private heard = 0;
  private sentAtHeard = 0;
  private heardMs = 0;

  note(sentBytes: number, heardBytes: number, nowMs: number): number {
    // Whoever sends nothing is owed no answer; some browsers do not tell what they heard.
    if (!heardBytes || heardBytes !== this.heard || sentBytes === this.sentAtHeard) {
      this.heard = heardBytes;
      this.sentAtHeard = sentBytes;
      this.heardMs = nowMs;
    }
    return nowMs - this.heardMs;
  }
}
