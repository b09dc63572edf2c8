import { element } from "../dom";
import type { Model } from "../view";
import { Keeper, type Told, bringRest } from "./keeper";
import style from "./look.css?url";
import { filmType } from "./recorder";
import { Shelf } from "./shelf";
import { Store } from "./store";
import type { Tools } from "./tools";
import { keptWords } from "./words";

/** Begins to watch over a session; a browser that can keep nothing is left in peace. */
export async function keep(model: Model, tools: Tools): Promise<void> {
  const { session } = model;
  const store = await Store.open(model.token, tools);
  const parts = await store.parts();
  if (!session) return;
  const { late } = session.started().limits;
  const shelf = shelfOf(model, tools);
  const tell = (told: Told) => shelf.show(told);
  new Keeper(store, parts, filmType(), late, session, tools, tell).begin();
}

/** After the end, on a page that has no session: sends what a lost phone kept, or forgets it. */
export async function bring(model: Model, tools: Tools): Promise<void> {
  const shelf = shelfOf(model, tools);
  await bringRest(await Store.open(model.token, tools), tools, (told) => shelf.show(told));
}

function shelfOf(model: Model, tools: Tools): Shelf {
  return new Shelf(tools, () => keptWords(model.language));
}

// By hand, so that the page carries no loader of styles for what it loads late.
document.head.append(element("link", { rel: "stylesheet", href: style }));
