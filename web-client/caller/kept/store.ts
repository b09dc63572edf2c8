import { Links, type Link, letters, newLink, seal, unseal } from "./links";
import { type Part, endOf, partOf } from "./rules";
import type { Tools } from "./tools";
import type { Write, Written } from "./writer";
import writer from "./writer?worker&url";

const FOLDER = "kept";
type Folder = FileSystemDirectoryHandle & {
  entries: () => AsyncIterable<[string, FileSystemHandle]>;
};

/** What this phone keeps for one link: slices of films, each sealed in a file of its own. */
export class Store {
  private readonly waiting: Record<number, (written: Written) => void> = {};
  private readonly worker: Worker;
  private asked = 0;

  private constructor(
    private readonly name: string,
    private readonly links: Links,
    private link: Link,
    private readonly root: Folder,
  ) {
    // At once: when it is needed, it cannot be loaded any more.
    this.worker = new Worker(writer);
    this.worker.onmessage = ({ data }: MessageEvent<Written>) => this.answered(data);
    this.worker.onerror = () =>
      Object.keys(this.waiting).forEach((id) => this.answered({ id: Number(id), failed: "Error" }));
  }

  /** Fails where the browser keeps no files or no keys. What is too old of other links goes. */
  static async open(token: string, { base64url }: Tools): Promise<Store> {
    const name = base64url(await crypto.subtle.digest("SHA-256", letters(`kept ${token}`)));
    const storage = await navigator.storage.getDirectory();
    const root = (await storage.getDirectoryHandle(FOLDER, { create: true })) as Folder;
    const links = await Links.open();
    let link = await links.find(name);
    if (!link) await links.put(name, (link = await newLink()));
    const store = new Store(name, links, link, root);
    for (const old of await links.over(Date.now())) await store.drop(old);
    return store;
  }

  /** Bytes that the browser still gives. */
  async room(): Promise<number> {
    const { quota = 0, usage = 0 } = await navigator.storage.estimate();
    return quota - usage;
  }

  async parts(): Promise<Part[]> {
    const parts: Part[] = [];
    for await (const [name, folder] of (await this.folder()).entries()) {
      const files: [string, number][] = [];
      for await (const [file, handle] of (folder as Folder).entries())
        files.push([file, (await (handle as FileSystemFileHandle).getFile()).size]);
      const part = partOf(name, files);
      if (part) parts.push(part);
      else await this.remove(name);
    }
    return parts.sort((a, b) => a.fromMs - b.fromMs);
  }

  async add(part: string, slice: string, film: Blob): Promise<number> {
    const plain = await film.arrayBuffer();
    const bytes = await seal(this.link.key, `${part}/${slice}`, plain);
    const length = bytes.byteLength;
    const id = ++this.asked;
    const write: Write = { id, folders: [FOLDER, this.name, part], name: slice, bytes };
    const written = await new Promise<Written>((resolve) => {
      this.waiting[id] = resolve;
      this.worker.postMessage(write, [bytes]);
    });
    if (written.failed) throw new DOMException("", written.failed);
    return length;
  }

  /** The film of a part, and when it ends: at a slice that does not open. */
  async film({ name, slices, fromMs }: Part): Promise<[Blob, number]> {
    const opened: ArrayBuffer[] = [];
    let toMs = fromMs;
    try {
      const folder = await (await this.folder()).getDirectoryHandle(name);
      for (const slice of slices) {
        const file = await (await folder.getFileHandle(slice)).getFile();
        opened.push(await unseal(this.link.key, `${name}/${slice}`, await file.arrayBuffer()));
        toMs = endOf(slice);
      }
    } catch {
      /* It was being written when the phone stopped, or there was no room for all of it. */
    }
    return [new Blob(opened), toMs];
  }

  async remove(part: string): Promise<void> {
    await (await this.folder()).removeEntry(part, { recursive: true }).catch(() => undefined);
  }

  /** Keeps what proves who brings this, for a page that is opened again. */
  async note(sessionToken: string): Promise<void> {
    const session = await seal(this.link.key, "session", letters(sessionToken));
    this.link = { ...this.link, session };
    await this.links.put(this.name, this.link);
  }

  async noted(): Promise<string | null> {
    const { key, session } = this.link;
    return session ? new TextDecoder().decode(await unseal(key, "session", session)) : null;
  }

  /** All of this link goes, the key first. */
  async forget(): Promise<void> {
    await this.drop(this.name);
    this.worker.terminate();
  }

  private async drop(name: string): Promise<void> {
    await this.links.forget(name);
    await this.root.removeEntry(name, { recursive: true }).catch(() => undefined);
  }

  private async folder(): Promise<Folder> {
    return (await this.root.getDirectoryHandle(this.name, { create: true })) as Folder;
  }

  private answered(written: Written): void {
    this.waiting[written.id]?.(written);
    delete this.waiting[written.id];
  }
}
