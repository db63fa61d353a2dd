import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { emptyFolder, quintet } from "./cli.ts";

/** After a refused command, whoever looks for the report that stood there is told where it is. */
async function refusedAfterAReport(): Promise<string> {
  const folder = await emptyFolder();
  await mkdir(join(folder, "quintet-report"));
  await copyFile(
    resolve(import.meta.dirname, "../fixtures/histories/passing-demo.ndjson"),
    join(folder, "quintet-report/history.ndjson"),
  );
  await writeFile(join(folder, "quintet-report/verdict.json"), "{}");
  expect((await quintet(["run"], folder)).code).toBe(64);
  return folder;
}

test.for([
  ["check", "quintet-report"],
  ["check", "quintet-report/history.ndjson"],
  ["prove", "quintet-report"],
])("%j names the folder of the earlier one", async (args) => {
  const { code, stderr } = await quintet(args, await refusedAfterAReport());
  expect(code).toBe(64);
  expect(stderr).toContain(
    "An execution that could not begin took its place: name quintet-report/earlier instead.",
  );
});

test("report tells of the refusal, and says where the earlier one is", async () => {
  const folder = await refusedAfterAReport();
  const { code, stdout, stderr } = await quintet(["report", "quintet-report"], folder);
  expect([code, stdout]).toEqual([0, expect.stringContaining("No target is named.")]);
  expect(stderr).toContain(
    "quintet: this tells of an execution that could not begin; the one before it is in quintet-report/earlier\n",
  );
  const earlier = await quintet(["check", "quintet-report/earlier"], folder);
  expect([earlier.code, earlier.stderr]).toEqual([0, ""]);
});
