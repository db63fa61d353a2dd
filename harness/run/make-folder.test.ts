import { lstatSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { makeFolder } from "./make-folder.ts";

test("makes all that is missing, for the user alone, and leaves what is there", () => {
  const top = temporaryFolder();
  makeFolder(join(top, "a/b/c"));
  makeFolder(join(top, "a/b/c"));
  makeFolder(top);
  expect(["a", "a/b", "a/b/c"].map((name) => statSync(join(top, name)).mode & 0o777)).toEqual([
    0o700, 0o700, 0o700,
  ]);
});

test("ends where no folder can be made, though the one above is there", () => {
  expect(() => makeFolder("/proc/quintet/report")).toThrow(/mkdir/);
});

test("a file on the way, and a link that leads nowhere, are no folders", () => {
  const top = temporaryFolder();
  writeFileSync(join(top, "file"), "");
  symlinkSync(join(top, "nowhere"), join(top, "link"));
  expect(() => makeFolder(join(top, "file/report"))).toThrow(/ENOTDIR/);
  expect(() => makeFolder(join(top, "link"))).toThrow("it is a link that leads nowhere");
  expect(lstatSync(join(top, "link")).isSymbolicLink()).toBe(true);
});
