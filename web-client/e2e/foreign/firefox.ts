// Firefox as Debian ships it, driven by WebDriver BiDi (W3C), which is built into it.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import WebSocket from "ws";

const START_TIMEOUT_MS = 60_000;

/** A camera and a microphone that are drawn and granted; candidates as they are, not as mDNS names. */
const PREFERENCES: Record<string, boolean | number> = {
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  "media.peerconnection.ice.obfuscate_host_addresses": false,
  "media.autoplay.default": 0,
  "browser.shell.checkDefaultBrowser": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "app.update.enabled": false,
  "app.normandy.enabled": false,
  "services.settings.loglevel": 0,
};

interface Answer {
  id?: number;
  error?: string;
  message?: string;
  result?: { type?: string; result?: { value?: string }; exceptionDetails?: { text: string }; contexts?: { context: string }[] };
}

export class Firefox {
  private next = 0;
  private readonly waiting = new Map<number, (answer: Answer) => void>();
  private context = "";

  private constructor(
    private readonly child: ChildProcess,
    private readonly profile: string,
    private readonly socket: WebSocket,
  ) {
    socket.on("message", (data) => {
      const answer = JSON.parse(String(data)) as Answer;
      this.waiting.get(answer.id ?? -1)?.(answer);
    });
  }

  static async launch(): Promise<Firefox> {
    const profile = mkdtempSync(join(tmpdir(), "genba-firefox-"));
    const lines = Object.entries(PREFERENCES).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${value});\n`);
    writeFileSync(join(profile, "user.js"), lines.join(""));
    const child = spawn("/usr/bin/firefox-esr", ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"], {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, HOME: profile },
    });
    const url = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("Firefox did not start")), START_TIMEOUT_MS);
      createInterface({ input: child.stderr! }).on("line", (line) => {
        const found = /^WebDriver BiDi listening on (ws:\/\/\S+)/.exec(line);
        if (!found) return;
        clearTimeout(timer);
        resolve(`${found[1]}/session`);
      });
    });
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    const firefox = new Firefox(child, profile, socket);
    await firefox.command("session.new", { capabilities: {} });
    const tree = await firefox.command("browsingContext.getTree", {});
    firefox.context = tree?.contexts?.[0]?.context ?? "";
    return firefox;
  }

  async goto(url: string): Promise<void> {
    await this.command("browsingContext.navigate", { context: this.context, url, wait: "complete" });
  }

  /** Calls a function of the page's own window by its name. */
  async call<T>(name: string, argument: unknown = null): Promise<T> {
    const result = await this.command("script.callFunction", {
      functionDeclaration: "async (name, argument) => JSON.stringify((await window[name](JSON.parse(argument))) ?? null)",
      arguments: [name, JSON.stringify(argument)].map((value) => ({ type: "string", value })),
      target: { context: this.context },
      awaitPromise: true,
      userActivation: true,
    });
    if (result?.type !== "success") throw new Error(`${name}: ${result?.exceptionDetails?.text}`);
    return JSON.parse(result.result?.value ?? "null") as T;
  }

  private command(method: string, params: unknown): Promise<Answer["result"]> {
    const id = (this.next += 1);
    const answered = new Promise<Answer["result"]>((resolve, reject) => {
      this.waiting.set(id, ({ error, message, result }) => {
        this.waiting.delete(id);
        if (error) reject(new Error(`${method}: ${error}: ${message}`));
        else resolve(result);
      });
    });
    this.socket.send(JSON.stringify({ id, method, params }));
    return answered;
  }

  async close(): Promise<void> {
    this.socket.close();
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill();
    await ended;
    rmSync(this.profile, { recursive: true, force: true });
  }
}
