import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { designTokens } from "./tokens.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The public pages by themselves: neighbours open them on whatever phone they have. */
export default defineConfig({
  root,
  publicDir: false,
  plugins: [designTokens()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "dist",
    emptyOutDir: false,
    target: ["es2020", "chrome87", "firefox78", "safari14"],
    assetsInlineLimit: 0,
    modulePreload: false,
    manifest: "public-manifest.json",
    rolldownOptions: { input: { public: `${root}public-pages/index.html` } },
  },
});
