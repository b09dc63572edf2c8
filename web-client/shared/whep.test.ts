import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RETRY_LONGEST_MS } from "./retry.ts";
import { DISCONNECTED_GRACE_MS, WhepPlayer } from "./whep.ts";

class FakePeer {
  static all: FakePeer[] = [];
  connectionState = "new";
  localDescription: { sdp: string } | null = null;
  onconnectionstatechange: (() => void) | null = null;
  ontrack: ((event: unknown) => void) | null = null;
  addTransceiver = vi.fn();
  createOffer = async () => ({ type: "offer", sdp: "v=0 offer" });
  setRemoteDescription = vi.fn(async () => undefined);
  close = vi.fn();
  constructor() {
    FakePeer.all.push(this);
  }
  async setLocalDescription(offer: { sdp: string }) {
    this.localDescription = offer;
  }
  become(state: string) {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
}

const requests: { url: string; method: string; authorization: string | null }[] = [];
let answers: number[] = [];
let tokens = 0;
const trouble: boolean[] = [];

function play(): WhepPlayer {
  return new WhepPlayer({
    watch: async () => ({
      whep_url: "/media/whep",
      whep_token: `token-${(tokens += 1)}`,
      ice_servers: [],
    }),
    onStream: () => undefined,
    onTrouble: (now) => trouble.push(now),
  });
}

const posts = () => requests.filter((request) => request.method === "POST");
const deletes = () => requests.filter((request) => request.method === "DELETE");
const soon = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  FakePeer.all = [];
  requests.length = 0;
  trouble.length = 0;
  answers = [];
  tokens = 0;
  vi.stubGlobal("RTCPeerConnection", FakePeer);
  vi.stubGlobal("location", { href: "https://localhost:8443/console/" });
  vi.stubGlobal("fetch", async (url: string, request: RequestInit) => {
    const authorization = new Headers(request.headers).get("authorization");
    requests.push({ url, method: request.method ?? "GET", authorization });
    if (request.method === "DELETE") return new Response(null);
    const status = answers.shift() ?? 201;
    return new Response("v=0 answer", {
      status,
      headers: { location: `session/${requests.length}` },
    });
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a WHEP player", () => {
  it("offers once, receives video only and takes the answer", async () => {
    play();
    await soon();
    const [peer] = FakePeer.all;
    expect(peer?.addTransceiver).toHaveBeenCalledExactlyOnceWith("video", {
      direction: "recvonly",
    });
    expect(posts()).toEqual([
      { url: "/media/whep", method: "POST", authorization: "Bearer token-1" },
    ]);
    expect(peer?.setRemoteDescription).toHaveBeenCalledWith({ type: "answer", sdp: "v=0 answer" });
  });

  it("deletes its session when it is left, at the address the server gave", async () => {
    const player = play();
    await soon();
    player.stop();
    player.stop();
    expect(deletes()).toEqual([
      {
        url: "https://localhost:8443/media/session/1",
        method: "DELETE",
        authorization: "Bearer token-1",
      },
    ]);
    expect(FakePeer.all[0]?.close).toHaveBeenCalledOnce();
  });

  it("tries again with the same token while the server is busy", async () => {
    answers = [503, 503];
    play();
    await vi.advanceTimersByTimeAsync(RETRY_LONGEST_MS);
    expect(posts().map((post) => post.authorization)).toEqual([
      "Bearer token-1",
      "Bearer token-1",
      "Bearer token-1",
    ]);
    FakePeer.all[FakePeer.all.length - 1]?.become("connected");
    expect(trouble).toEqual([true, true, false]);
  });

  it("asks for a new token once one is refused", async () => {
    answers = [401];
    play();
    await vi.advanceTimersByTimeAsync(RETRY_LONGEST_MS);
    expect(posts().map((post) => post.authorization)).toEqual(["Bearer token-1", "Bearer token-2"]);
  });

  it("lets a short radio shadow heal by itself", async () => {
    play();
    await soon();
    FakePeer.all[0]?.become("connected");
    FakePeer.all[0]?.become("disconnected");
    await vi.advanceTimersByTimeAsync(DISCONNECTED_GRACE_MS - 1);
    FakePeer.all[0]?.become("connected");
    await vi.advanceTimersByTimeAsync(RETRY_LONGEST_MS);
    expect(posts()).toHaveLength(1);
  });

  it("makes a new connection when the shadow lasts, and ends the old session", async () => {
    play();
    await soon();
    FakePeer.all[0]?.become("connected");
    FakePeer.all[0]?.become("disconnected");
    await vi.advanceTimersByTimeAsync(DISCONNECTED_GRACE_MS + RETRY_LONGEST_MS);
    expect(FakePeer.all).toHaveLength(2);
    expect(deletes()).toHaveLength(1);
  });

  it("ends a lost session once, however often the way back fails", async () => {
    answers = [201, 503, 503, 503];
    play();
    await soon();
    FakePeer.all[0]?.become("failed");
    await vi.advanceTimersByTimeAsync(4 * RETRY_LONGEST_MS);
    expect(posts().length).toBeGreaterThan(3);
    expect(deletes()).toHaveLength(1);
  });

  it("does not come back after it was left", async () => {
    answers = [503];
    const player = play();
    await soon();
    player.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(posts()).toHaveLength(1);
  });
});
