import type { Step } from "../../contract/align.ts";
import type { Received } from "./scene.ts";

/** Steps of an alignment that stand together: the first, and the one after the last. */
interface Block {
  readonly from: number;
  readonly to: number;
}

/**
 * Where a sequence differs from its contract by several events at once, and one of them is missing: neighbours that were
 * lost together, or events that came under the type of others. For each step the index of the op before that place, -1
 * where it is the beginning; undefined: it differs there by this event alone, or not at all.
 *
 * Which of several equal events is the right one, and which are too many, an alignment decides as it likes: what fits
 * between two places is of the same place where what is too many beside it is of its type.
 */
export function placesOf(
  steps: readonly Step[],
  events: readonly Received[],
): readonly (number | undefined)[] {
  const places: (number | undefined)[] = [];
  const typesIn = (block: Block, kind: Step["kind"]): readonly string[] =>
    steps
      .slice(block.from, block.to)
      .flatMap((step) =>
        step.kind === kind && step.kind !== "missing" ? [typeAt(events, step.at)] : [],
      );
  const isOne = (a: Block, b: Block): boolean => {
    const extras = new Set([...typesIn(a, "extra"), ...typesIn(b, "extra")]);
    return typesIn({ from: a.to, to: b.from }, "match").every((type) => extras.has(type));
  };
  for (const { from, to } of joined(blocksOf(steps), isOne)) {
    const differing = steps.slice(from, to).filter(({ kind }) => kind !== "match");
    if (differing.length < 2 || differing.every(({ kind }) => kind !== "missing")) continue;
    const before = steps.slice(0, from).findLast((step) => step.kind !== "missing");
    const place = before === undefined ? -1 : (events[before.at]?.op.index ?? -1);
    for (let at = from; at < to; at += 1) places[at] = place;
  }
  return places;
}

function blocksOf(steps: readonly Step[]): readonly Block[] {
  const blocks: Block[] = [];
  for (const [at, { kind }] of steps.entries()) {
    if (kind === "match") continue;
    const last = blocks.at(-1);
    if (last?.to === at) blocks[blocks.length - 1] = { from: last.from, to: at + 1 };
    else blocks.push({ from: at, to: at + 1 });
  }
  return blocks;
}

function joined(
  blocks: readonly Block[],
  isOne: (a: Block, b: Block) => boolean,
): readonly Block[] {
  const out: Block[] = [];
  for (const block of blocks) {
    const last = out.at(-1);
    if (last !== undefined && isOne(last, block)) {
      out[out.length - 1] = { from: last.from, to: block.to };
    } else out.push(block);
  }
  return out;
}

function typeAt(events: readonly Received[], at: number): string {
  return events[at]?.op.event.type ?? "";
}
