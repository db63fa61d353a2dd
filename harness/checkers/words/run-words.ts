import type { HistoryHeader } from "../../history/header.ts";
import { readId } from "../../ownership/run-id.ts";
import type { Received, Run } from "../scene/scene.ts";

/** Which run of its owner this is, in words: `run 2`; where its id does not tell, `a run`. */
export function runWords({ id }: Pick<Run, "id">, { key }: Pick<HistoryHeader, "key">): string {
  const own = readId(key, id);
  return own === null ? "a run" : `run ${own.run + 1}`;
}

/** Which reader's stream, in words; nothing where there is but one. */
export function readerWords({ connection }: { readonly connection: number | null }): string {
  return connection === null ? "" : ` on connection ${connection}`;
}

export function typeOf({ op }: Received): string {
  return op.event.type;
}
