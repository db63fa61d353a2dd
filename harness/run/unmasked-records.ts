import { removeHistoriesNow } from "../recorder/history-parts.ts";

/** Folders in which a gate records what it has not masked yet. */
export interface UnmaskedRecords extends Disposable {
  add(folder: string): void;
  /** Its record is masked, or gone. */
  delete(folder: string): void;
}

/**
 * A process that ends at once, as at a second Ctrl-C, has no time to mask: so it takes the records with it. One that
 * is killed cannot, and leaves them with a header that says so.
 */
export function holdUnmasked(): UnmaskedRecords {
  const folders = new Set<string>();
  const remove = (): void => {
    for (const folder of folders) removeHistoriesNow(folder);
  };
  process.on("exit", remove);
  return {
    add: (folder) => void folders.add(folder),
    delete: (folder) => void folders.delete(folder),
    [Symbol.dispose]: () => void process.off("exit", remove),
  };
}
