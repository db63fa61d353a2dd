import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { folderName, prepareRunDirectory, removeRunDirectory } from "./run-directory.ts";

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

test("the folder and what is written into it are the user's alone", async () => {
  const out = join(temporaryFolder(), "deep/report");
  const directory = await prepareRunDirectory({ out, beneath: null });
  directory.write("verdict", "{}");
  expect([mode(out), mode(directory.file("verdict"))]).toEqual(["700", "600"]);
});

test("so is a folder that was there, and that others could read", async () => {
  const out = temporaryFolder();
  chmodSync(out, 0o755);
  await prepareRunDirectory({ out, beneath: null });
  expect(mode(out)).toBe("700");
});

test("what an execution left in it does not make it anybody else's", async () => {
  const out = temporaryFolder();
  const left = [
    { beneath: null },
    { beneath: "20260314-151617-a1b2c3" },
    { beneath: "confirm-1" },
    { beneath: "earlier" },
  ];
  for (const one of left) await prepareRunDirectory({ out, ...one });
  chmodSync(out, 0o755);
  await prepareRunDirectory({ out, beneath: null });
  expect(mode(out)).toBe("700");
});

test("a folder in which other things stand, or anybody may put some, keeps its mode", async () => {
  const [home, shared] = [temporaryFolder(), temporaryFolder()];
  writeFileSync(join(home, "notes.txt"), "mine");
  chmodSync(home, 0o755);
  chmodSync(shared, 0o1777);
  for (const out of [home, shared]) await prepareRunDirectory({ out, beneath: null });
  expect([mode(home), mode(shared)]).toEqual(["755", "777"]);
});

test("the last execution's files are gone, and a stranger's stay", async () => {
  const out = temporaryFolder();
  for (const name of ["verdict.json", "report.html", "notes.txt"])
    writeFileSync(join(out, name), "old");
  await prepareRunDirectory({ out, beneath: null });
  expect(
    ["verdict.json", "report.html", "notes.txt"].map((name) => existsSync(join(out, name))),
  ).toEqual([false, false, true]);
});

test("what a killed gate left of its record is gone, masked or not", async () => {
  const out = temporaryFolder();
  const left = ["history.ndjson.zst", "masked-history.ndjson.zst", "masked-history-1of2.ndjson"];
  for (const name of [...left, "masked-notes.ndjson"]) writeFileSync(join(out, name), "old");
  await prepareRunDirectory({ out, beneath: null });
  expect(readdirSync(out).toSorted()).toEqual(["masked-notes.ndjson", "target.log"]);
});

test("what confirmed the last execution is gone, and executions that were kept stay", async () => {
  const out = temporaryFolder();
  const folders = ["confirm-1", "20260314-151617-a1b2c3", "confirm-me", "my-confirm-1"];
  for (const name of folders) {
    const kept = await prepareRunDirectory({ out: join(out, name), beneath: null });
    kept.write("verdict", "{}");
  }
  await prepareRunDirectory({ out, beneath: null });
  expect(folders.map((name) => existsSync(join(out, name, "verdict.json")))).toEqual([
    false,
    true,
    true,
    true,
  ]);
});

test("a symbolic link under a fixed name is replaced, and what it points to is untouched", async () => {
  const out = temporaryFolder();
  const precious = join(out, "precious");
  writeFileSync(precious, "keep me");
  const directory = await prepareRunDirectory({ out, beneath: null });
  symlinkSync(precious, join(out, "verdict.json"));
  directory.write("verdict", "{}");
  expect([readFileSync(precious, "utf8"), readFileSync(join(out, "verdict.json"), "utf8")]).toEqual(
    ["keep me", "{}"],
  );
});

test("a folder is removed with what is ours in it, and a stranger's file keeps it", async () => {
  const out = temporaryFolder();
  const folders = ["confirm-1", "confirm-2"].map((name) => join(out, name));
  for (const folder of folders) await prepareRunDirectory({ out: folder, beneath: null });
  writeFileSync(join(out, "confirm-2", "notes.txt"), "mine");
  for (const folder of folders) await removeRunDirectory(folder);
  expect(folders.map((folder) => existsSync(folder) && readdirSync(folder))).toEqual([
    false,
    ["notes.txt"],
  ]);
});

test("a linked folder is somebody else's: neither it nor what is in it is removed", async () => {
  const [theirs, link] = [temporaryFolder(), join(temporaryFolder(), "confirm-1")];
  writeFileSync(join(theirs, "verdict.json"), "keep me");
  symlinkSync(theirs, link);
  await removeRunDirectory(link);
  expect([existsSync(link), readdirSync(theirs)]).toEqual([true, ["verdict.json"]]);
});

test("a file where the folder should be is refused", async () => {
  const out = join(temporaryFolder(), "taken");
  writeFileSync(out, "");
  await expect(prepareRunDirectory({ out, beneath: null })).rejects.toMatchObject({
    code: "unwritable-output",
  });
  await expect(prepareRunDirectory({ out, beneath: "run" })).rejects.toMatchObject({
    code: "unwritable-output",
  });
});

test("the name of a kept folder is its time and its seed, safe as a file name", () => {
  expect(folderName(new Date("2026-03-14T15:16:17.890Z"), "a b/../c")).toBe(
    "20260314-151617-a_b_.._c",
  );
});

test("shards that share a disk, a second and a seed keep a folder each", () => {
  const now = new Date("2026-03-14T15:16:17.890Z");
  const names = [0, 1].map((index) => folderName(now, "seed", { index, count: 2 }));
  expect(names).toEqual(["20260314-151617-seed-1of2", "20260314-151617-seed-2of2"]);
});
