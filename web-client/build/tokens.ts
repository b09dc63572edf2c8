import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Plugin } from "vite";

/**
 * Replaces `token(color-primitive-blue-900)` in our CSS by the value of the Digital Agency's design
 * token of that name, so that a page carries the few values it uses and not the whole list.
 */
export function designTokens(): Plugin {
  const values = readTokens();
  return {
    name: "genba-design-tokens",
    enforce: "pre",
    transform(code, id) {
      if (!id.split("?")[0]?.endsWith(".css") || !code.includes("token(")) return null;
      return {
        code: code.replace(/\btoken\(([\w-]+)\)/g, (_, name) => value(values, name)),
        map: null,
      };
    },
  };
}

function readTokens(): Map<string, string> {
  const path = createRequire(import.meta.url).resolve(
    "@digital-go-jp/design-tokens/dist/tokens.css",
  );
  const found = readFileSync(path, "utf8").matchAll(/--([\w-]+):\s*([^;]+);/g);
  return new Map([...found].map((match) => [match[1] ?? "", match[2] ?? ""]));
}

function value(values: Map<string, string>, name: string): string {
  const found = values.get(name);
  if (found === undefined) throw new Error(`no design token is called ${name}`);
  return found.replace(/var\(--([\w-]+)\)/g, (_, other) => value(values, other));
}
