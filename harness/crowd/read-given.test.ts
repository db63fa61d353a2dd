import { execFileSync } from "node:child_process";
import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { readGiven } from "./read-given.ts";

test("a file is read", async () => {
  const file = join(temporaryFolder(), "accounts.ndjson");
  await writeFile(file, "amy\n");
  expect(await readGiven(file)).toBe("amy\n");
});

test("a pipe is read to its end, and waited for until somebody writes", async () => {
  const pipe = join(temporaryFolder(), "accounts.ndjson");
  execFileSync("mkfifo", [pipe]);
  const read = readGiven(pipe);
  const writer = await open(pipe, "w");
  for (const part of ["am", "y\n"]) await writer.write(part);
  await writer.close();
  expect(await read).toBe("amy\n");
});

test("what is not there is the system's error", async () => {
  await expect(readGiven(join(temporaryFolder(), "none"))).rejects.toMatchObject({
    code: "ENOENT",
  });
});
