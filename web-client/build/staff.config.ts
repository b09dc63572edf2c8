import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { designTokens } from "./tokens.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The officers' page by itself: small as the caller's, for phones of the last years. */
export default defineConfig({
  root,
  publicDir: "staff/public",
  plugins: [designTokens()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "dist",
    emptyOutDir: false,
    target: ["es2020", "chrome87", "firefox78", "safari14"],
    assetsInlineLimit: 0,
    modulePreload: false,
    manifest: "staff-manifest.json",
    rolldownOptions: { input: { staff: `${root}staff/index.html` } },
  },
});
