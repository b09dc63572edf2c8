import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");

/** Classes that a style file gives a look of their own, not only inside of another class. */
const classesOf = (file: string): string[] => {
  const text = readFileSync(join(root, file), "utf8").replace(/\/\*[^]*?\*\//g, "");
  return [...text.matchAll(/^\.([\w-]+)(?=,| \{)/gm)].map(([, name]) => name as string);
};

const stylesOf = (page: string): string[] => readdirSync(join(root, page, "styles")).map((name) => `${page}/styles/${name}`);

// A second file would change what it does not know: the time line's marks once took the emblem away.
test.each(["console", "admin"])("a class of %s has its look from one file", (page) => {
  const homes = new Map<string, Set<string>>();
  for (const file of [...stylesOf("ui"), ...stylesOf(page)])
    for (const name of classesOf(file)) homes.set(name, (homes.get(name) ?? new Set()).add(file));
  expect(homes.size).toBeGreaterThan(50);
  expect([...homes].filter(([, files]) => files.size > 1).map(([name, files]) => [name, ...files])).toEqual([]);
});
