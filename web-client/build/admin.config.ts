import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { designTokens } from "./tokens.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The admin page by itself: people under rulebooks without a console load nothing of one. */
export default defineConfig({
  root,
  publicDir: false,
  plugins: [designTokens()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "dist",
    emptyOutDir: false,
    target: ["es2022", "chrome110", "firefox115", "safari16.4"],
    assetsInlineLimit: 0,
    manifest: "admin-manifest.json",
    rolldownOptions: { input: { admin: `${root}admin/index.html` } },
  },
});
