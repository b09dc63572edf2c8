// Checks the types of each page by itself: a file outside a page's own list is an error, so a page
// cannot reach into another one.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";

const root = new URL("..", import.meta.url);
const folders = readdirSync(root)
  .filter((name) => name !== "node_modules" && existsSync(new URL(`${name}/tsconfig.json`, root)))
  .filter((name) =>
    readdirSync(new URL(name, root), { recursive: true }).some((file) =>
      /\.(ts|tsx|mjs)$/.test(String(file)),
    ),
  );

let failed = false;
for (const folder of folders) {
  const done = spawnSync("node_modules/.bin/tsc", ["-p", folder], { cwd: root, stdio: "inherit" });
  console.log(`${done.status === 0 ? "ok  " : "FAIL"} types of ${folder}`);
  failed ||= done.status !== 0;
}
process.exit(failed ? 1 : 0);
