import { defineConfig } from "vitest/config";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: { include: ["{build,shared,ui,phone,caller,staff,console,outbox,admin,public-pages}/**/*.test.{ts,tsx}"], environment: "node" },
});
