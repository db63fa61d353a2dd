import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { prepareRunDirectory } from "./run-directory.ts";
import { openStage } from "./stage.ts";

/** An output folder with an execution and something else in it. */
function taken(): string {
  const out = temporaryFolder();
  writeFileSync(join(out, "verdict.json"), "old");
  writeFileSync(join(out, "history-1of2.ndjson"), "old");
  writeFileSync(join(out, "notes.txt"), "mine");
  return out;
}

const LEFT = ["history-1of2.ndjson", "notes.txt", "verdict.json"];

test("nothing stands in the output folder until it is settled, and then all of it and nothing older", async () => {
  const out = taken();
  {
    await using stage = await openStage(out);
    stage.directory.write("verdict", "new");
    expect(readFileSync(join(out, "verdict.json"), "utf8")).toBe("old");
    await stage.settle();
  }
  expect(readdirSync(out).toSorted()).toEqual(["notes.txt", "target.log", "verdict.json"]);
  expect(readFileSync(join(out, "verdict.json"), "utf8")).toBe("new");
});

test("of one that is given up nothing is left, and what stood there still stands", async () => {
  const out = taken();
  {
    await using stage = await openStage(out);
    stage.directory.write("verdict", "new");
  }
  expect(readdirSync(out).toSorted()).toEqual(LEFT);
  expect(readFileSync(join(out, "verdict.json"), "utf8")).toBe("old");
});

test("an output folder that is new goes with it", async () => {
  const out = join(temporaryFolder(), "out");
  {
    await using stage = await openStage(out);
    expect(stage.directory.path.startsWith(`${out}/`)).toBe(true);
  }
  expect(existsSync(out)).toBe(false);
});

const NEXT = {
  "the next stage": async (out: string) => await (await openStage(out))[Symbol.asyncDispose](),
  "the next execution": async (out: string) =>
    void (await prepareRunDirectory({ out, beneath: null })),
};

test.for(Object.entries(NEXT))("what a kill left of one is removed by %s", async ([, next]) => {
  const out = taken();
  const stage = await openStage(out);
  stage.directory.write("verdict", "half");
  await next(out);
  expect(readdirSync(out).filter((name) => name.startsWith("."))).toEqual([]);
});

test("a link to somebody else's folder is no output folder", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "theirs"));
  symlinkSync("theirs", join(folder, "out"));
  await expect(openStage(join(folder, "out"))).rejects.toMatchObject({ code: "unwritable-output" });
  expect(readdirSync(join(folder, "theirs"))).toEqual([]);
});
