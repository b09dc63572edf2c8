// Writes one file into the browser's own file storage. Only a worker may write there in every
// browser that has it, and what was flushed is there after a crash.

export interface Write {
  id: number;
  folders: readonly string[];
  name: string;
  bytes: ArrayBuffer;
}

export interface Written {
  id: number;
  /** Name of the error, where there was one. */
  failed?: string;
}

interface SyncFile {
  write: (bytes: Uint8Array, options: { at: number }) => number;
  flush: () => void | Promise<void>;
  close: () => void | Promise<void>;
}

const worker = self as unknown as {
  onmessage: (event: MessageEvent<Write>) => void;
  postMessage: (written: Written) => void;
};

worker.onmessage = async ({ data: { id, folders, name, bytes } }) => {
  try {
    let folder = await navigator.storage.getDirectory();
    for (const step of folders) folder = await folder.getDirectoryHandle(step, { create: true });
    await write(folder, name, new Uint8Array(bytes));
    worker.postMessage({ id });
  } catch (error) {
    worker.postMessage({ id, failed: error instanceof Error ? error.name : "Error" });
  }
};

async function write(folder: FileSystemDirectoryHandle, name: string, bytes: Uint8Array) {
  const handle = await folder.getFileHandle(name, { create: true });
  const opened = handle as unknown as { createSyncAccessHandle: () => Promise<SyncFile> };
  const file = await opened.createSyncAccessHandle();
  let written = 0;
  try {
    written = file.write(bytes, { at: 0 });
    await file.flush();
  } finally {
    await file.close();
    if (written < bytes.length) await folder.removeEntry(name);
  }
  if (written < bytes.length) throw new DOMException("", "QuotaExceededError");
}
