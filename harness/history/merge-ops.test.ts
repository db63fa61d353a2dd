import { expect, test } from "vitest";
import { mergeOps } from "./merge-ops.ts";
import type { EndOp, Op, TickOp } from "./op.ts";
import { SILENT_FRAME } from "./silent-frame.ts";

function tick(index: number, time: number): TickOp {
  return { index, time, type: "tick", lag: 0 };
}

function end(index: number, time: number, differs: Partial<EndOp> = {}): EndOp {
  return {
    index,
    time,
    type: "end",
    reason: "finished",
    ops: index + 1,
    connections: 2,
    ...differs,
  };
}

function frame(index: number, time: number, part?: number): Op {
  const said = { ...SILENT_FRAME, kind: "accepted", bytes: 1 } as const;
  const op = { ...said, index, time, connection: 0, user: "amy" } as const;
  return part === undefined ? op : { ...op, part };
}

async function merged(...parts: readonly (readonly Op[])[]): Promise<readonly Op[]> {
  return await shifted(...parts.map((ops) => ({ ops, offset: 0 })));
}

async function shifted(
  ...parts: readonly { readonly ops: readonly Op[]; readonly offset: number }[]
): Promise<readonly Op[]> {
  const sources = parts.map(({ ops, offset }) => ({
    offset,
    async *[Symbol.asyncIterator]() {
      yield* ops;
    },
  }));
  const ops: Op[] = [];
  for await (const op of mergeOps(
    sources.map((source) => ({ ops: source, offset: source.offset })),
  )) {
    ops.push(op);
  }
  return ops;
}

test("ops of several parts go by time, of one time by part, numbered anew, under one end", async () => {
  const one = [tick(0, 1), tick(1, 5), end(2, 6)];
  const two = [tick(0, 1), tick(1, 2), end(2, 9)];
  expect(await merged(one, two)).toEqual([
    tick(0, 1),
    tick(1, 1),
    tick(2, 2),
    tick(3, 5),
    end(4, 9, { connections: 4 }),
  ]);
});

test("what one message held stays together, whatever came in between", async () => {
  const one = [frame(0, 1), frame(1, 3, 1), frame(2, 4, 2), frame(3, 5)];
  const two = [tick(0, 2), tick(1, 4.5)];
  const kinds = (await merged(one, two)).map(({ type, time }) => [type, time]);
  expect(kinds).toEqual([
    ["frame", 1],
    ["frame", 3],
    ["frame", 4],
    // No earlier than what it waited for.
    ["tick", 4],
    ["tick", 4.5],
    ["frame", 5],
  ]);
});

test("one part alone is itself", async () => {
  const one = [tick(0, 1), tick(1, 5), end(2, 6)];
  expect(await merged(one)).toEqual(one);
});

test("parts that began at different moments are shifted against each other", async () => {
  const one = { ops: [tick(0, 1), end(1, 2)], offset: 10 };
  const two = { ops: [tick(0, 5), end(1, 6)], offset: 0 };
  const ops = await shifted(one, two);
  expect(ops.map(({ time }) => time)).toEqual([5, 11, 12]);
});

test("numbers that are missing in a part are missing in the whole", async () => {
  const ops = await merged([tick(0, 1), tick(3, 4), end(4, 5)], [tick(0, 2), end(1, 6)]);
  expect(ops.map(({ index }) => index)).toEqual([0, 1, 4, 5]);
});

test("an op after its successor stands so in the whole", async () => {
  const ops = await merged([tick(1, 1), tick(0, 2), end(2, 3)], [end(0, 9)]);
  expect(ops.map(({ index }) => index)).toEqual([1, 1, 2]);
});

test("a part that counted more than is in it shows in the sum", async () => {
  const ops = await merged([tick(0, 1), end(1, 2, { ops: 5 })], [tick(0, 1), end(1, 2)]);
  expect(ops.at(-1)).toEqual(end(2, 2, { ops: 6, connections: 4 }));
});

test("a part without an end takes nothing from the others, and none is made up for all", async () => {
  expect((await merged([tick(0, 1)], [tick(0, 1), end(1, 2)])).at(-1)).toEqual(
    end(2, 2, { ops: 3 }),
  );
  expect(await merged([tick(0, 1)], [])).toEqual([tick(0, 1)]);
});

test("a part that was cut short cuts the whole short", async () => {
  const ops = await merged([end(0, 1)], [end(0, 2, { reason: "interrupted" })]);
  expect(ops).toEqual([end(0, 2, { reason: "interrupted", ops: 1, connections: 4 })]);
});

test("how a worker fared bears its number", async () => {
  const figures = { eventLoopDelayP99: 1, eventLoopDelayMax: 1, maxSendLag: 1, memory: 1 };
  const health = (time: number): Op => ({ index: 0, time, type: "health", ...figures });
  const workers = (await merged([health(1)], [health(0.5)])).map((op) =>
    op.type === "health" ? op.worker : null,
  );
  expect(workers).toEqual([1, 0]);
});

test("whoever wants no more leaves no part open", async () => {
  const closed: number[] = [];
  const parts = [0, 1].map((part) => ({
    offset: 0,
    ops: (async function* ops() {
      try {
        yield tick(0, part);
        yield tick(1, part);
      } finally {
        closed.push(part);
      }
    })(),
  }));
  const ops = mergeOps(parts);
  await ops.next();
  await ops.return(undefined);
  expect(new Set(closed)).toEqual(new Set([0, 1]));
});
