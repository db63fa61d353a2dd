import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type { Matrix } from "../reports/matrix-data.ts";
import type { Power } from "../reports/power-data.ts";
import { emptyFolder, quintet } from "./cli.ts";
import { startedUntil } from "./started.ts";

test("faults are caught at the places where they were put, and a legal twin is not", async () => {
  const folder = await emptyFolder();
  const temporary = await emptyFolder();
  const { code, stdout, stderr } = await quintet(
    ["prove", "--only", "drop-middle,misroute,deaf-to-cancel,two-tabs", "--seeds", "2", "--json"],
    folder,
    { TMPDIR: temporary },
  );
  expect(stderr).toBe("");
  const { faults, twins, executions, complete } = JSON.parse(stdout) as Matrix;
  expect(faults.map(({ id, trials }) => [id, trials.caught])).toEqual([
    ["drop-middle", 2],
    ["deaf-to-cancel", 2],
    ["misroute", 2],
  ]);
  for (const { firings, recalled, alarms } of faults) {
    expect([firings, recalled, alarms]).toEqual([2, 2, []]);
  }
  expect(twins).toMatchObject([{ id: "two-tabs", executions: 2, passed: 2, runs: 100 }]);
  expect([executions, complete, code]).toEqual([8, false, 0]);
  const table = await readFile(join(folder, "quintet-report/detection.md"), "utf8");
  expect(table).toContain("| loss | `drop-middle` |");
  expect(readdirSync(temporary)).toEqual([]);
});

test("a name that there is not exits 64, and starts nothing", async () => {
  const { code, stderr } = await quintet(["prove", "--only", "drop-midle"], await emptyFolder());
  expect(code).toBe(64);
  expect(stderr).toContain('There is no fault "drop-midle".');
});

test("Ctrl-C ends what runs, and leaves no process, no folder and no matrix", async () => {
  const [folder, temporary] = [await emptyFolder(), await emptyFolder()];
  const args = ["prove", "--only", "loss", "--seeds", "50"];
  const { child, alive } = await startedUntil("executions ", args, folder, { TMPDIR: temporary });
  child.kill("SIGINT");
  expect(await once(child, "exit")).toEqual([130, null]);
  await vi.waitUntil(() => alive().length === 0, { timeout: 10_000 });
  expect(readdirSync(temporary)).toEqual([]);
  expect(existsSync(join(folder, "quintet-report"))).toBe(false);
});

test("a record of an execution tells what would have been caught on its server", async () => {
  const folder = await emptyFolder();
  expect((await quintet(["demo", "--users", "5", "--runs", "2"], folder)).code).toBe(0);
  const { code, stdout } = await quintet(["prove", "quintet-report", "--json"], folder);
  const { caught, of, faults } = JSON.parse(stdout) as Power;
  expect(code).toBe(0);
  expect(of).toBe(faults.length);
  expect(caught).toBeGreaterThan(of / 2);
  expect(await readFile(join(folder, "quintet-report/power.md"), "utf8")).toContain(
    `would catch ${caught} of ${of} kinds of fault`,
  );
  const shown = await quintet(["prove", "quintet-report", "--seeds", "1"], folder);
  expect(shown.stderr).toBe("wrote quintet-report/power.md\n");
});
