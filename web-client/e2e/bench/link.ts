// A link that can be changed while browsers use it: `genba-loadtest link` between two namespaces.
// The tests run inside the near one (infra/setup/behind-link.sh); the far end is a phone's or a console's.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Place } from "../browsers";

const binaries = process.env.GENBA_BINARIES ?? "";
const near = process.env.GENBA_BENCH_NEAR ?? "genba0";
const far = process.env.GENBA_BENCH_FAR ?? "genba1";
/** Belongs to no link, so that it is reached over any. */
export const SERVER_ADDRESS = "10.99.255.1";
export const NEAR: Place = { namespace: near, address: SERVER_ADDRESS };
export const FAR: Place = { namespace: far, address: SERVER_ADDRESS };

const READY_MS = 10_000;

export class Link {
  private constructor(
    private readonly child: ChildProcess,
    private readonly number: number,
    private readonly device: string,
  ) {}

  /** The link of that number; 0 is the far end's way out at first. `words` as `genba-loadtest link` knows them. */
  static async open(words: string, number = 0): Promise<Link> {
    const before = devices();
    const options = ["link", "--near", near, "--far", far, "--number", String(number), "--set", words];
    const child = spawn(join(binaries, "genba-loadtest"), options, { stdio: ["pipe", "ignore", "pipe"] });
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("the link did not get ready")), READY_MS);
      child.once("exit", (code) => reject(new Error(`genba-loadtest link ended with ${code}; it needs root`)));
      createInterface({ input: child.stderr! }).on("line", (line) => {
        if (!line.startsWith("link: ready")) return;
        clearTimeout(timer);
        resolve();
      });
    });
    const device = devices().find((name) => !before.includes(name));
    if (!device) throw new Error("the far end has no new device");
    const link = new Link(child, number, device);
    link.bindSource();
    return link;
  }

  /** Changes the link from now on: `loss=10 burst=4`, `dead=on`. */
  set(words: string): void {
    this.child.stdin!.write(`${words}\n`);
  }

  /** The far end's way out for everything that has no address of its own yet. */
  lead(): void {
    ip(["route", "replace", "default", "via", `10.99.${this.number}.1`, "dev", this.device]);
  }

  /** Takes the device down, as a phone does that leaves a network: the system tells its programs. */
  down(): void {
    ip(["link", "set", this.device, "down"]);
  }

  up(): void {
    ip(["link", "set", this.device, "up"]);
    this.bindSource();
  }

  /** Bytes that the far end has sent over this link. */
  sentBytes(): number {
    const [shown] = JSON.parse(ip(["-s", "-j", "link", "show", "dev", this.device])) as [{ stats64: { tx: { bytes: number } } }];
    return shown.stats64.tx.bytes;
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill("SIGTERM");
    await ended;
  }

  /** What was sent from this link's address leaves by this link, whatever leads. */
  private bindSource(): void {
    const table = String(100 + this.number);
    ip(["route", "replace", "default", "via", `10.99.${this.number}.1`, "dev", this.device, "table", table]);
    const rule = ["from", `10.99.${this.number}.2`, "lookup", table];
    if (!ip(["rule"]).includes(`from 10.99.${this.number}.2`)) ip(["rule", "add", ...rule]);
  }
}

function ip(words: string[]): string {
  return execFileSync("ip", ["-n", far, ...words], { encoding: "utf8" });
}

/** The far end's devices; none before the first link has made its namespace. */
function devices(): string[] {
  try {
    return [...ip(["-o", "link"]).matchAll(/^\d+: ([^:@]+)/gm)].map((found) => found[1]!);
  } catch {
    return [];
  }
}
