import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";
import type { Ended } from "./cli.ts";

const ROOT = resolve(import.meta.dirname, "..");

/** A suite as a user writes one, with a config beside it, in a vitest of its own and nothing set. */
export async function runOwnSuite(
  text: string,
  config: object,
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  // Beside the packages, or the suite would not find its runner.
  const folder = await mkdtemp(join(ROOT, "node_modules/.own-suite-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const door = JSON.stringify(join(ROOT, "fixtures/real-services.ts"));
  await writeFile(join(folder, "mine.test.ts"), text.replace('"quintet/vitest"', door));
  await writeFile(join(folder, "quintet.config.json"), JSON.stringify(config));
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
  const own = { NO_COLOR: "1", QUINTET_SERVICES: "", QUINTET_URL: "", QUINTET_TEST_RESULTS: "" };
  const env = { ...process.env, ...own, ...environment };
  const all = [vitest, "run", "--root", folder, "--exclude", "none", ...args];
  return await new Promise((settle) => {
    const child = execFile(
      process.execPath,
      all,
      { cwd: folder, env, timeout: 60_000 },
      (_error, stdout, stderr) => settle({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}
