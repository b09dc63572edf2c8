import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { designTokens } from "./tokens.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * The caller page is built alone, so that nothing of the consoles can reach a caller's phone and
 * old phones (iOS 12, Chrome 64) understand the syntax.
 */
export default defineConfig({
  root,
  publicDir: "caller/public",
  plugins: [designTokens()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: ["es2018", "safari12", "chrome64", "firefox67"],
    assetsInlineLimit: 0,
    modulePreload: false,
    manifest: "caller-manifest.json",
    rolldownOptions: { input: { caller: `${root}index.html` } },
  },
});
