// Times the program from spawn to `genba: ready`, with a new data folder and an existing one.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const RUNS = 10;
const binaries = process.env.GENBA_BINARIES ?? new URL("../../target/release/", import.meta.url).pathname;

async function start(data) {
  const begin = performance.now();
  const child = spawn(join(binaries, "genba"), ["serve", "--demo", "--data", data, "--listen", "127.0.0.1:0",
    "--recorder", join(binaries, "genba-recorder")], { stdio: ["ignore", "pipe", "ignore"] });
  const ready = await new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`ended with ${code} before it was ready`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line.startsWith("genba: ready ")) resolve(performance.now() - begin);
    });
  });
  child.removeAllListeners("exit");
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const stop = performance.now();
  child.kill("SIGINT");
  await ended;
  return { ready_ms: ready, stop_ms: performance.now() - stop };
}

function summary(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return { min: Math.round(sorted[0]), median: Math.round(sorted[sorted.length >> 1]), max: Math.round(sorted.at(-1)) };
}

const fresh = [], again = [], stops = [];
for (let run = 0; run < RUNS; run++) {
  const data = mkdtempSync(join(tmpdir(), "genba-cold-"));
  for (const list of [fresh, again]) {
    const { ready_ms, stop_ms } = await start(data);
    list.push(ready_ms);
    stops.push(stop_ms);
  }
  rmSync(data, { recursive: true });
}
const figures = { new_folder_ms: summary(fresh), existing_folder_ms: summary(again), stop_ms: summary(stops) };
console.log(`${"cold start, ms".padEnd(24)}${"min".padStart(8)}${"median".padStart(8)}${"max".padStart(8)}`);
for (const [name, s] of Object.entries(figures))
  console.log(`${name.padEnd(24)}${String(s.min).padStart(8)}${String(s.median).padStart(8)}${String(s.max).padStart(8)}`);
console.log(JSON.stringify({ bench: "cold-start", runs: RUNS, ...figures }));
