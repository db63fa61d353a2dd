import type { EndOp, Op } from "./op.ts";

/** The ops of one slice of a crowd, in their order. */
export interface OpsOfPart {
  readonly ops: AsyncIterable<Op>;
  /** Milliseconds to add to their times, where the parts began at different moments. */
  readonly offset: number;
}

/**
 * One history from those of several slices: by time, and of one time in the order of the parts; what one message held
 * stays together. Ops are numbered
 * anew; where numbers are missing in a part they are missing here. One `end` stands for those of all parts; a part
 * without one (its writer died) takes nothing from the others.
 */
export async function* mergeOps(parts: readonly OpsOfPart[]): AsyncGenerator<Op> {
  const readers = await Promise.all(parts.map(openReader));
  let index = 0;
  let time = 0;
  try {
    for (let reader = nextOf(readers, null); reader !== null; reader = nextOf(readers, reader)) {
      const { head, expected, offset } = reader;
      time = Math.max(time, head.time + offset);
      if (head.type === "end") reader.end = head;
      else {
        index += Math.max(0, head.index - expected);
        // One that stands after its successor stands so here, too.
        const isLate = head.index < expected;
        const stamp = { index: isLate ? index - 1 : index, time };
        yield head.type === "health"
          ? { ...head, ...stamp, worker: readers.indexOf(reader) }
          : { ...head, ...stamp };
        if (!isLate) index += 1;
        reader.seen += 1;
      }
      reader.expected = Math.max(expected, head.index + 1);
      await advance(reader);
    }
    const end = endOf(readers);
    if (end !== null) yield { ...end, index, time };
  } finally {
    // Whoever wants no more leaves no file open.
    await Promise.all(readers.map(async ({ ops }) => await ops.return?.()));
  }
}

interface Reader {
  readonly ops: AsyncIterator<Op>;
  readonly offset: number;
  /** The next op; undefined: there is none. */
  head: Op | undefined;
  /** Index that it should have. */
  expected: number;
  /** Ops handed on. */
  seen: number;
  end: EndOp | null;
}

async function openReader({ ops, offset }: OpsOfPart): Promise<Reader> {
  const reader: Reader = {
    ops: ops[Symbol.asyncIterator](),
    offset,
    head: undefined,
    expected: 0,
    seen: 0,
    end: null,
  };
  await advance(reader);
  return reader;
}

async function advance(reader: Reader): Promise<void> {
  const next = await reader.ops.next();
  reader.head = next.done === true ? undefined : next.value;
}

/** The one whose message goes on, else the one whose next op was first. */
function nextOf(
  readers: readonly Reader[],
  last: Reader | null,
): (Reader & { readonly head: Op }) | null {
  if (last !== null && hasHead(last) && "part" in last.head && last.head.part !== undefined)
    return last;
  let first: (Reader & { readonly head: Op }) | null = null;
  for (const reader of readers) {
    if (!hasHead(reader)) continue;
    if (first === null || timeOf(reader) < timeOf(first)) first = reader;
  }
  return first;
}

function hasHead(reader: Reader): reader is Reader & { readonly head: Op } {
  return reader.head !== undefined;
}

function timeOf({ head, offset }: Reader & { readonly head: Op }): number {
  return head.time + offset;
}

/** What all parts counted: where one counted otherwise than stands in it, the sum tells. Null: none has an end. */
function endOf(readers: readonly Reader[]): Omit<EndOp, "index" | "time"> | null {
  const ends = readers.flatMap(({ end }) => end ?? []);
  if (ends.length === 0) return null;
  const reasons = ends.map(({ reason }) => reason).filter((reason) => reason !== "finished");
  const counted = readers.map(({ end, seen }) => (end === null ? seen : end.ops - 1));
  return {
    type: "end",
    reason: reasons[0] ?? "finished",
    ops: counted.reduce(sum, 1),
    connections: ends.map(({ connections }) => connections).reduce(sum, 0),
  };
}

function sum(one: number, other: number): number {
  return one + other;
}
