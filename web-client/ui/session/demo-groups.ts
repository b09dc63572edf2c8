// The people of a demo as the sign-in page lists them. Touches nothing.
import type { DemoPerson, DemoPost } from "../../shared/protocol.ts";

function plain(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/\s/g, "");
}

/** Whoever has every word in the name, the id, a post, a unit or a document. */
export function found(people: readonly DemoPerson[], query: string): readonly DemoPerson[] {
  const asked = query.split(/[\s\u3000]+/).map(plain);
  return people.filter((person) => {
    const posts = person.posts.flatMap((post) => Object.values(post));
    const texts = [person.user_id, person.name, ...posts].map(plain);
    return asked.every((word) => texts.some((text) => text.includes(word)));
  });
}

export interface Group {
  /** Any post of it: it names the document. */
  document: DemoPost;
  units: { unit: string; people: DemoPerson[] }[];
}

/** By the document and unit of the first post, in the order of the list. */
export function groupsOf(people: readonly DemoPerson[]): Group[] {
  const groups: Group[] = [];
  for (const person of people) {
    const post = person.posts[0];
    if (post === undefined) continue;
    let group = groups.find((other) => other.document.document === post.document);
    if (!group) groups.push((group = { document: post, units: [] }));
    let unit = group.units.find((other) => other.unit === post.unit_name);
    if (!unit) group.units.push((unit = { unit: post.unit_name, people: [] }));
    unit.people.push(person);
  }
  return groups;
}
