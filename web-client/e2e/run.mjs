// Runs every browser test: screens two files at a time, then what is bounded by seconds and
// pictures, with the machine for itself. With arguments, what they ask for, one by one.
import { spawnSync } from "node:child_process";

const asked = process.argv.slice(2);
const rounds = asked.length > 0 ? [asked] : [["--project", "live", "--project", "screens", "--workers", "2"], ["--project", "media"]];

const failed = rounds
  .map((options) => spawnSync("playwright", ["test", "--config", "e2e/playwright.config.ts", ...options], { stdio: "inherit" }))
  .filter(({ status }) => status !== 0);
process.exit(failed.length > 0 ? 1 : 0);
