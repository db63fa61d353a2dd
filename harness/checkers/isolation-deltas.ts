import type { ContractData } from "../contract/contract.ts";
import type { EventOp } from "../history/op.ts";
import { createSplitSearch } from "../ownership/split-search.ts";
import type { Run } from "./scene.ts";

/** Canaries that are split over the deltas of a span. */
export interface Deltas {
  /** Canaries that end in this event's delta, as its reader's connection joined them. */
  push(op: EventOp, run: Run): readonly string[];
  settle(run: Run): void;
}

/** Memory: of each span of a run open or lingering the end of its text. */
export function createDeltas({ spans }: Pick<ContractData, "spans">): Deltas {
  const split = createSplitSearch();
  const texts = new Map<string, Set<string>>();
  const rules = Object.entries(spans).flatMap(([name, { id, delta, inside }]) =>
    delta === null ? [] : [{ name, id, delta, inside: new Set(inside) }],
  );

  return {
    push(op, run) {
      const { type, data } = op.event;
      return rules.flatMap(({ name, id, delta, inside }) => {
        const part = data[delta];
        if (!inside.has(type) || typeof part !== "string") return [];
        const text = JSON.stringify([run.id, op.connection, name, data[id] ?? null]);
        const known = texts.get(run.id) ?? new Set();
        texts.set(run.id, known.add(text));
        return split.push(text, part);
      });
    },
    settle(run) {
      for (const text of texts.get(run.id) ?? []) split.forget(text);
      texts.delete(run.id);
    },
  };
}
