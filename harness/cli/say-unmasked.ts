import { openHistory } from "../recorder/history-reader.ts";
import { remark, shown } from "./say.ts";

/** Says on stderr that a stored record still holds what its gate promised to mask: a killed one could not. */
export async function sayUnmasked(path: string): Promise<void> {
  // What cannot be opened is told by whoever needs it.
  const history = await openHistory(path).catch(() => null);
  const raw = history?.parts.filter(({ header }) => header.unmasked === true) ?? [];
  if (raw.length === 0) return;
  const names = raw.map((part) => shown(part.path)).join(", ");
  remark(
    `quintet: ${names}: the gate that recorded this was killed before it could mask it, so it holds all that the server said. Remove it as soon as it is not needed; the next gate into this folder does.`,
  );
}
