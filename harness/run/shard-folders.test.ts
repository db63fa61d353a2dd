import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { told } from "../checkers/testing/judging.ts";
import type { HistoryHeader } from "../history/header.ts";
import { partsOf, sliced } from "../properties/testing/sliced.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { encodePart } from "./pool/part-file.ts";
import { readShards } from "./shard-folders.ts";

const { header: HEADER, ops: OPS } = told("amy: started thinking executing completed done");

interface Shard {
  readonly index: number;
  readonly count: number;
  readonly differs?: Partial<HistoryHeader>;
}

/** A volume on which each of these shards left its part. */
function volume(shards: readonly Shard[]): string {
  const folder = temporaryFolder();
  for (const [at, { index, count, differs }] of shards.entries()) {
    const part = partsOf(sliced(HEADER, OPS, count))[index];
    if (part === undefined) throw new Error("there is no such part");
    mkdirSync(join(folder, `shard-${at}`));
    const header = { ...HEADER, ...differs };
    writeFileSync(join(folder, `shard-${at}`, "part.json"), encodePart({ header, part }));
  }
  return folder;
}

async function read(...shards: readonly Shard[]) {
  const folder = volume(shards);
  return await readShards([folder], join(folder, "merged"));
}

test("the parts of one execution are read, from the folder that holds them", async () => {
  const shards = await read({ index: 0, count: 2 }, { index: 1, count: 2 });
  expect(shards.map(({ file }) => file?.part.slices)).toEqual([[0], [1]]);
});

test.for([
  ["another number of parts", { index: 1, count: 3 }, "another number of workers or shards"],
  ["another seed", { index: 1, count: 2, differs: { seed: "t" } }, "another seed"],
  ["another nonce", { index: 1, count: 2, differs: { nonce: "11" } }, "another nonce"],
  ["another config", { index: 1, count: 2, differs: { config: "11" } }, "another config"],
  ["another version", { index: 1, count: 2, differs: { version: "9.9.9" } }, "Quintet 9.9.9 in"],
  ["other accounts", { index: 1, count: 2, differs: { plan: others() } }, "other accounts"],
] as const)("a part of an execution with %s is refused", async ([, odd, reason]) => {
  await expect(read({ index: 0, count: 2 }, odd)).rejects.toMatchObject({
    code: "bad-usage",
    message: expect.stringMatching(
      new RegExp(`shard-1 is of another execution than .*: ${reason}`),
    ),
  });
});

test("a part that is there twice is refused", async () => {
  await expect(read({ index: 0, count: 2 }, { index: 0, count: 2 })).rejects.toMatchObject({
    code: "bad-usage",
    message: expect.stringContaining("both hold part 1 of 2"),
  });
});

test("what an earlier merge left beneath the volume is passed over", async () => {
  const folder = volume([
    { index: 0, count: 2 },
    { index: 1, count: 2 },
  ]);
  mkdirSync(join(folder, "merged"));
  copyFileSync(join(folder, "shard-0/part.json"), join(folder, "merged/part.json"));
  const shards = await readShards([folder], join(folder, "merged"));
  expect(shards.map((shard) => shard.folder)).toEqual(
    [0, 1].map((at) => join(folder, `shard-${at}`)),
  );
  await expect(readShards([folder], join(folder, "elsewhere"))).rejects.toMatchObject({
    code: "bad-usage",
    message: expect.stringContaining("both hold part 1 of 2"),
  });
});

test("a folder without parts is none", async () => {
  await expect(read()).rejects.toMatchObject({ code: "file-missing" });
});

function others(): HistoryHeader["plan"] {
  const users = HEADER.plan.users.map((user) => ({ ...user, id: `${user.id}-2` }));
  return { ...HEADER.plan, users };
}

test("a record that cannot be read is told before anything is made of the others", async () => {
  const folder = volume([{ index: 0, count: 1 }]);
  symlinkSync("nowhere", join(folder, "shard-0/history-1of1.ndjson"));
  await expect(readShards([folder], join(folder, "merged"))).rejects.toMatchObject({
    code: "file-missing",
    message: expect.stringMatching(/history-1of1\.ndjson cannot be read: ENOENT/),
  });
});
