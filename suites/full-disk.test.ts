import { execFile, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder } from "./cli.ts";

const MAIN = resolve(import.meta.dirname, "../harness/cli/main.ts");

interface Demo {
  readonly code: number | null;
  readonly verdict: Verdict;
  /** Of its output folder: name and bytes. */
  readonly files: ReadonlyMap<string, number>;
}

/** A demo in which no file may grow beyond so many KiB. */
async function limitedDemo(kib: number): Promise<Demo> {
  const folder = await emptyFolder();
  const limited = `ulimit -f ${kib}; exec "$0" "$@"`;
  const args = ["-c", limited, process.execPath, MAIN, "demo", "--json"];
  const { code, stdout } = await new Promise<{ code: number | null; stdout: string }>((settle) => {
    const child = execFile("bash", args, { cwd: folder, timeout: 60_000 }, (_error, out) => {
      settle({ code: child.exitCode, stdout: out });
    });
  });
  const out = join(folder, "quintet-report");
  const files = new Map(readdirSync(out).map((name) => [name, statSync(join(out, name)).size]));
  return { code, verdict: JSON.parse(stdout) as Verdict, files };
}

test("a disk that is full while the history is written: unknown, exit 2, and the verdict still on stdout", async () => {
  // The history of a demo is larger, its plan and its verdict are not.
  const { code, verdict } = await limitedDemo(256);
  expect(verdict).toMatchObject({ outcome: "unknown", error: { code: "disk-full" } });
  expect(code).toBe(2);
});

test("what does not fit on a disk is not left there in half", async () => {
  const { code, verdict, files } = await limitedDemo(4);
  expect(verdict).toMatchObject({ outcome: "unknown", error: { code: "disk-full" } });
  expect(code).toBe(2);
  expect(files.has("plan.json")).toBe(false);
  expect([...files].filter(([, bytes]) => bytes === 4 * 1_024)).toEqual([]);
});

/** Mounts a disk of 3 MiB in a namespace of its own, runs Quintet there, and keeps what it left. */
const ON_SMALL_DISK = `
mkdir disk && mount -t tmpfs -o size=3m disk disk || exit 99
"$0" "$@" --out disk/out
code=$?
cp -r disk/out left
exit $code`;

/** Only where the system allows a disk of one's own; in CI that is demanded. */
const mounting = spawnSync("unshare", ["-rm", "mount", "-t", "tmpfs", "small", "/mnt"]);
const skipped = !process.env["CI"] && mounting.status !== 0;
const SKIPPED = skipped ? " (skipped: unshare may not mount here)" : "";

/** Our own server, right or with a fault. */
function target(fault: string | null) {
  const variant = { id: fault, seed: "disk", linger: 1_000, pause: 200 };
  return {
    command: [process.execPath, resolve(MAIN, "../../../fixtures/reference-server/main.ts")],
    url: "ws://127.0.0.1:{port}/ws",
    env: { QUINTET_SEED: "disk", ...(fault && { QUINTET_VARIANT: JSON.stringify(variant) }) },
    ready: { log: "^listening on " },
  };
}

interface Left {
  readonly code: number | null;
  readonly stdout: string;
  readonly folder: string;
}

async function onSmallDisk(args: readonly string[], fault: string | null): Promise<Left> {
  const folder = await emptyFolder();
  const crowd = { users: 60, sentinels: 3, runsPerUser: 30, connectRate: 500 };
  const claims = { isolation: "claimed" };
  const config = { target: target(fault), crowd, claims, patience: "2s" };
  writeFileSync(join(folder, "quintet.config.json"), JSON.stringify(config));
  const command = ["-rm", "sh", "-c", ON_SMALL_DISK, process.execPath, MAIN, ...args, "--json"];
  return await new Promise((settle) => {
    const child = execFile("unshare", command, { cwd: folder, timeout: 60_000 }, (_error, stdout) =>
      settle({ code: child.exitCode, stdout, folder: join(folder, "left") }),
    );
  });
}

describe.skipIf(skipped)(`a disk that its history fills${SKIPPED}`, () => {
  const WORKERS = ["1", "3"] as const;

  test.for(WORKERS)("holds the verdict all the same, with %s workers", async (workers) => {
    const { code, stdout, folder } = await onSmallDisk(["run", "--workers", workers], null);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: "unknown", error: { code: "disk-full" } });
    expect(code).toBe(2);
    expect(readFileSync(join(folder, "verdict.json"), "utf8")).toBe(stdout);
  });

  test.for(WORKERS)("takes away no leak that was seen, with %s workers", async (workers) => {
    const { code, stdout, folder } = await onSmallDisk(["run", "--workers", workers], "misroute");
    const verdict = JSON.parse(stdout) as Verdict;
    expect(verdict).toMatchObject({ outcome: "fail", error: { code: "disk-full" } });
    expect(verdict.findings.length).toBeGreaterThan(0);
    expect(code).toBe(1);
    expect(readFileSync(join(folder, "verdict.json"), "utf8")).toBe(stdout);
  });

  test("leaves no text behind that a gate did not mask", async () => {
    const { stdout, folder } = await onSmallDisk(["gate"], "misroute");
    const verdict = JSON.parse(stdout) as Verdict;
    expect(verdict).toMatchObject({ outcome: "fail", error: { code: "disk-full" } });
    expect(verdict.error?.message).toContain("The record could not be masked, and was removed.");
    expect(readFileSync(join(folder, "verdict.json"), "utf8")).toBe(stdout);
    expect(readdirSync(folder).filter((name) => name.includes("history"))).toEqual([]);
  });
});
