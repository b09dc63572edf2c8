// A media node alone (`media-server/examples/solo`) and a page of foreign code on an origin of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { type Server, createServer } from "node:http";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const START_TIMEOUT_MS = 30_000;

export interface Where {
  endpoint: string;
  token: string;
}

export class MediaNode {
  private constructor(
    private readonly child: ChildProcess,
    readonly publish: Where,
    readonly view: Where,
  ) {}

  /** `address`: where media listens; Firefox pairs no loopback candidates. */
  static async start(address: string): Promise<MediaNode> {
    const binaries = process.env.GENBA_BINARIES ?? join(here, "../../../target/debug");
    const child = spawn(join(binaries, "examples/solo"), ["0", address], { stdio: ["ignore", "pipe", "inherit"] });
    const page = await new Promise<URL>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("the media node did not get ready")), START_TIMEOUT_MS);
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`the media node ended with ${code} before it was ready`)));
      createInterface({ input: child.stdout! }).on("line", (line) => {
        const ready = /^solo: ready (\S+)/.exec(line);
        if (!ready) return;
        clearTimeout(timer);
        resolve(new URL(ready[1]!));
      });
    });
    const tokens = new URLSearchParams(page.hash.slice(1));
    const where = (path: string, token: string) => ({ endpoint: new URL(path, page.origin).href, token: tokens.get(token) ?? "" });
    return new MediaNode(child, where("/media/whip", "publish"), where("/media/whep", "view"));
  }

  stop(): void {
    this.child.removeAllListeners("exit");
    this.child.kill("SIGINT");
  }
}

/** Serves the foreign page; gives its URL and how to end it. */
export async function serveForeignPage(): Promise<{ url: string; server: Server }> {
  const server = createServer((_request, answer) => {
    answer.setHeader("content-type", "text/html");
    answer.end(readFileSync(join(here, "page.html")));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("no port");
  return { url: `http://localhost:${address.port}/`, server };
}
