import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { designTokens } from "./tokens.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const pages = ["console", "outbox", "about"].filter((page) => existsSync(`${root}${page}/index.html`));

/** The pages for terminals, whose browsers are of today. Runs after the caller's build. */
export default defineConfig({
  root,
  publicDir: "public",
  plugins: [designTokens()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "dist",
    emptyOutDir: false,
    target: ["es2022", "chrome110", "firefox115", "safari16.4"],
    assetsInlineLimit: 0,
    manifest: "console-manifest.json",
    rolldownOptions: {
      input: Object.fromEntries(pages.map((page) => [page, `${root}${page}/index.html`])),
    },
  },
});
