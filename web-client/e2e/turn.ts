// A TURN server beside the real server, as `infra/turn/start` sets it up.
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../../infra/turn");
const START_TIMEOUT_MS = 60_000;

/** A TURN server relays to no loopback, and Firefox pairs none: this machine's first other address. */
export function machineAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
  const own = addresses.find((address) => address.family === "IPv4" && !address.internal);
  if (!own) throw new Error("these tests need a network interface with an IPv4 address besides loopback");
  return own.address;
}

export class Turn {
  private child: ChildProcess | null = null;

  private constructor(
    readonly data: string,
    readonly secret: string,
    readonly media: string,
    readonly port: number,
    private readonly tlsPort: number,
  ) {}

  /** Chooses ports and makes a secret. It starts with `start`, which needs the server's certificate. */
  static async prepare(): Promise<Turn> {
    const data = join(mkdtempSync(join(tmpdir(), "genba-turn-")), "data");
    const secret = execFileSync(join(folder, "start"), ["--data", data, "--secret"], { encoding: "utf8" }).trim();
    return new Turn(data, secret, machineAddress(), await freePort(), await freePort());
  }

  /** What the server is started with. */
  get options(): string[] {
    const [plain, tls] = [`turn:127.0.0.1:${this.port}`, `turns:127.0.0.1:${this.tlsPort}`];
    const urls = [`${plain}?transport=udp`, `${plain}?transport=tcp`, `${tls}?transport=tcp`];
    return ["--media-listen", `${this.media}:0`, "--turn-secret-file", this.secret, ...urls.flatMap((url) => ["--turn-url", url])];
  }

  async start(): Promise<void> {
    const ports = ["--port", `${this.port}`, "--tls-port", `${this.tlsPort}`];
    const child = spawn(join(folder, "start"), ["--data", this.data, "--media", this.media, ...ports], { stdio: ["ignore", "pipe", "ignore"] });
    this.child = child;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("the TURN server did not start")), START_TIMEOUT_MS);
      child.once("exit", (code) => reject(new Error(`the TURN server ended with ${code}`)));
      createInterface({ input: child.stdout! }).on("line", (line) => {
        if (!line.includes("Total General servers")) return;
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Tries to reach what it must not; gives the sum and every wrong answer. */
  reach(): string {
    const script = join(folder, "reach.py");
    const options = ["--server", `127.0.0.1:${this.port}`, "--secret-file", this.secret, "--media", this.media];
    const { stdout, stderr } = spawnSync("/usr/bin/python3", [script, ...options], { encoding: "utf8" });
    return stdout + stderr;
  }

  stop(): void {
    this.child?.removeAllListeners("exit");
    this.child?.kill();
    rmSync(dirname(this.data), { recursive: true, force: true });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}
