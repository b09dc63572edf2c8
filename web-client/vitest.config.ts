import { defineConfig } from "vitest/config";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: { include: ["{build,shared,caller,console,outbox}/**/*.test.{ts,tsx}"], environment: "node" },
});
