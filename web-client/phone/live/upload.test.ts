import { describe, expect, it } from "vitest";
import type { UploadStart } from "../../shared/protocol";
import { Refused } from "../api";
import { type UploadHooks, type UploadServer, transfer } from "./upload";

/** Keeps whatever arrived before an interruption, as the real server does. */
class FakeServer implements UploadServer {
  received: number[] = [];
  calls: string[] = [];
  /** What happens to the next requests; `cut` lets so many bytes of a chunk through. */
  plan: ("ok" | "lost" | "mismatch" | "held" | "full" | { cut: number })[] = [];

  async start({ bytes }: UploadStart) {
    await this.fate("start");
    return this.state(bytes);
  }
  async head() {
    await this.fate("head");
    return this.received.length;
  }
  async patch(_file: string, offset: number, chunk: Blob, progress: (bytes: number) => void) {
    const bytes = [...new Uint8Array(await chunk.arrayBuffer())];
    const fate = await this.fate(`patch ${offset}`, bytes);
    if (offset !== this.received.length) throw new Refused(409, "offset_mismatch", {});
    this.received.push(...bytes);
    progress(bytes.length);
    if (fate === "mismatch") throw new Refused(409, "offset_mismatch", {});
    return this.state(0);
  }

  private async fate(call: string, bytes: number[] = []) {
    this.calls.push(call);
    const fate = this.plan.shift() ?? "ok";
    if (fate === "full") throw new Refused(507, "storage_full", {});
    if (fate === "held") throw new Refused(409, "report_held", {});
    if (fate === "lost") throw new TypeError("no network");
    if (typeof fate === "object") {
      this.received.push(...bytes.slice(0, fate.cut));
      throw new TypeError("cut");
    }
    return fate;
  }

  private state(bytes: number) {
    return { file: "f", received_bytes: this.received.length, bytes };
  }
}

const bytes = Array.from({ length: 25 }, (_, n) => n);
const source = new Blob([Uint8Array.from(bytes)]);
const about: UploadStart = {
  name: "a.jpg",
  bytes: 25,
  media_type: "image/jpeg",
  client_key: "0123456789abcdef",
};

function send(server: FakeServer, cancelAfter = Infinity) {
  const seen: number[] = [];
  const waits: number[] = [];
  const hooks: UploadHooks = {
    progress: (sent) => seen.push(sent),
    pause: async (attempt) => {
      if (waits.push(attempt) > 20) throw new Error("it never gets on");
    },
    cancelled: () => server.calls.length >= cancelAfter,
  };
  return { seen, waits, done: transfer(source, about, 10, server, hooks) };
}

describe("an upload", () => {
  it("arrives in chunks, whole and in order", async () => {
    const server = new FakeServer();
    expect(await send(server).done).toBe(true);
    expect(server.received).toEqual(bytes);
    expect(server.calls).toEqual(["start", "patch 0", "patch 10", "patch 20"]);
  });

  it("goes on from what arrived when a chunk was cut", async () => {
    const server = new FakeServer();
    server.plan = ["ok", "ok", { cut: 4 }];
    expect(await send(server).done).toBe(true);
    expect(server.received).toEqual(bytes);
    expect(server.calls).toEqual(["start", "patch 0", "patch 10", "head", "patch 14", "patch 24"]);
  });

  it("waits longer with each failure and afresh after a success", async () => {
    const server = new FakeServer();
    server.plan = ["lost", "lost", "ok", "ok", "lost"];
    const { waits, done } = send(server);
    await done;
    expect(waits).toEqual([0, 1, 0]);
    expect(server.received).toEqual(bytes);
  });

  it("asks for the truth when the server has more than it said", async () => {
    const server = new FakeServer();
    server.plan = ["ok", "mismatch"];
    expect(await send(server).done).toBe(true);
    expect(server.received).toEqual(bytes);
  });

  it("continues an upload that a page before this one began", async () => {
    const server = new FakeServer();
    server.received = bytes.slice(0, 20);
    const { seen, done } = send(server);
    expect(await done).toBe(true);
    expect(server.calls).toEqual(["start", "patch 20"]);
    expect(seen[0]).toBe(20);
  });

  it("sends nothing of a file that is there already", async () => {
    const server = new FakeServer();
    server.received = bytes.slice();
    await send(server).done;
    expect(server.calls).toEqual(["start"]);
  });

  it("ends at a refusal and keeps its reason", async () => {
    const server = new FakeServer();
    server.plan = ["ok", "ok", "full"];
    await expect(send(server).done).rejects.toMatchObject({ code: "storage_full" });
  });

  it("waits for the end of a hold, and then goes on", async () => {
    const server = new FakeServer();
    server.plan = ["held", "ok", "ok", "held", "ok", "held"];
    const { waits, done } = send(server);
    expect(await done).toBe(true);
    expect(waits).toEqual([0, 0, 1]);
    expect(server.received).toEqual(bytes);
  });

  it("stops between chunks when cancelled", async () => {
    const server = new FakeServer();
    expect(await send(server, 2).done).toBe(false);
    expect(server.received.length).toBe(10);
  });
});
