import { defineConfig } from "@playwright/test";

// Most tests wait more than they work. Which of them may run beside another:
/** With a live picture that is only looked at: one file at a time, beside a file of screens. */
const LIVE = /\/(accessibility|clauses|exercise|links|lock|saving|sign-in|staff)\.spec\.ts$/;
/** With bounds of seconds, pictures or packets: beside nothing (run.mjs). */
const MEDIA = /\/(desk|foreign|journey|ladder|late|obstacles|reach|t1)\.spec\.ts$/;

export default defineConfig({
  testDir: ".",
  outputDir: "../test-results",
  timeout: 180_000,
  expect: { timeout: 15_000 },
  use: { actionTimeout: 15_000 },
  projects: [
    { name: "live", testMatch: LIVE, workers: 1 },
    { name: "screens", testIgnore: [LIVE, MEDIA] },
    { name: "media", testMatch: MEDIA, workers: 1 },
  ],
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: [["list"]],
});
