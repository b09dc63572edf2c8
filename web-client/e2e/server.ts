// Starts the real server with a demo folder of its own and stops it again.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { request } from "node:https";
import type { LookupFunction } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const START_TIMEOUT_MS = 30_000;

function binaries(): string {
  return process.env.GENBA_BINARIES ?? join(root, "target/debug");
}

/** The program under test. */
export function genba(): string {
  return join(binaries(), "genba");
}

export interface Ready {
  console: string;
  caller: string;
  outbox: string;
  ca_certificate: string;
  accounts: { user_id: string; password: string; name: string; post: string; headquarters: string }[];
}

export class Server {
  private constructor(
    private child: ChildProcess,
    readonly data: string,
    readonly ready: Ready,
    private address: string,
  ) {}

  /** `address`: where it listens, when not on loopback. */
  static async start(
    options: string[] = [],
    data = mkdtempSync(join(tmpdir(), "genba-e2e-")),
    address = "127.0.0.1",
  ): Promise<Server> {
    const command = [
      genba(), "serve", "--demo", "--data", data, "--listen", `${address}:0`,
      "--recorder", join(binaries(), "genba-recorder"), ...options,
    ];
    const child = spawn(command[0]!, command.slice(1), { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("the server did not get ready")), START_TIMEOUT_MS);
      child.once("exit", (code) => reject(new Error(`the server ended with ${code} before it was ready`)));
      createInterface({ input: child.stdout! }).on("line", (line) => {
        if (!line.startsWith("genba: ready ")) return;
        clearTimeout(timer);
        resolve();
      });
    });
    return new Server(child, data, JSON.parse(readFileSync(join(data, "ready.json"), "utf8")) as Ready, address);
  }

  get origin(): string {
    return new URL(this.ready.console).origin;
  }

  /** A plain HTTPS request that trusts the local CA and sends no cookie. */
  async call(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }> {
    const url = new URL(path, this.origin);
    const ca = readFileSync(this.ready.ca_certificate);
    return new Promise((resolve, reject) => {
      const lookup: LookupFunction = (_name, _options, found) => found(null, [{ address: this.address, family: 4 }]);
      const call = request(url, { method, ca, lookup, headers: { "content-type": "application/json" } }, (answer) => {
        let text = "";
        answer.on("data", (part: Buffer) => (text += part.toString()));
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
      });
      call.on("error", reject);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** The house's clock goes on; for a server that was started with `--clock`. */
  async minutesPass(minutes: number): Promise<void> {
    const { now_ms } = JSON.parse((await this.call("GET", "/api/v1/demo/clock")).text) as { now_ms: number };
    await this.setTime(now_ms + minutes * 60_000);
  }

  /** The same, to a moment as `2032-03-31T10:00:00+09:00`. */
  async setClock(at: string): Promise<void> {
    await this.setTime(Date.parse(at));
  }

  private async setTime(now_ms: number): Promise<void> {
    const set = await this.call("POST", "/api/v1/demo/clock", { now_ms });
    if (set.status >= 400) throw new Error(`the clock cannot be set: ${set.text}`);
  }

  account(userId: string): { user_id: string; password: string } {
    const account = this.ready.accounts.find((a) => a.user_id === userId);
    if (!account) throw new Error(`no demo account ${userId}`);
    return account;
  }

  /** Ends the server as Ctrl-C does; resolves with its exit code. */
  async interrupt(): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => this.child.once("exit", resolve));
    this.child.kill("SIGINT");
    return ended;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null) await this.interrupt();
    rmSync(this.data, { recursive: true, force: true });
  }
}
