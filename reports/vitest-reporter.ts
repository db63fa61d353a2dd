import "../harness/run/demand-node.ts";
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Reporter, TestModule, TestRunEndReason, Vitest } from "vitest/node";
import { loadConfig } from "../harness/run/load-config.ts";
import { OUT } from "../harness/run/defaults.ts";
import { makeFolder } from "../harness/run/make-folder.ts";
import { writeFresh } from "../harness/run/write-fresh.ts";
import { gather, type GatheredExecution } from "../harness/verdict/gathered.ts";
import { gatheredLines, gatheredMarkdown } from "./gathered.ts";

const VERDICTS = "verdicts.json";
const SUMMARY = "summary.md";

/**
 * One report and one outcome for all crowds of a test run: `reporters: ["default", "quintet/vitest-reporter"]`.
 *
 * Writes `suites/verdicts.json` and `suites/summary.md` into the output folder, and sets the exit code of the
 * process: nothing judged is no pass, and what passed only at a second try, or before the tests were interrupted, is
 * unknown.
 */
export default class QuintetReporter implements Reporter {
  #vitest: Vitest | null = null;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  /** Where the process ends before the tests do, what an earlier test run left would pass for this one's. */
  async onTestRunStart(): Promise<void> {
    const folder = await this.#folder();
    for (const name of [VERDICTS, SUMMARY]) rmSync(join(folder, name), { force: true });
  }

  async onTestRunEnd(
    modules: readonly TestModule[],
    unhandled: readonly unknown[],
    reason: TestRunEndReason,
  ): Promise<void> {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const executions = tests.flatMap((test): GatheredExecution[] =>
      (test.meta().quintet ?? []).map((one) => ({
        ...one,
        test: `${test.module.relativeModuleId} > ${test.fullName}`,
        flaky: test.diagnostic()?.flaky ?? false,
      })),
    );
    const failed = unhandled.length > 0 || modules.some(failsByItself);
    const whole = gather(executions, { failed, interrupted: reason === "interrupted" });
    const lines = gatheredLines(whole, executions);
    this.#vitest?.logger.log(`\n${lines.join("\n")}`);
    const folder = await this.#folder();
    makeFolder(folder);
    const json = `${JSON.stringify({ ...whole, executions }, null, 2)}\n`;
    writeFresh(join(folder, VERDICTS), json);
    const markdown = gatheredMarkdown(whole, executions);
    writeFresh(join(folder, SUMMARY), markdown);
    if (whole.exit !== 0) process.exitCode = whole.exit;
  }

  async #folder(): Promise<string> {
    const root = this.#vitest?.config.root ?? process.cwd();
    const { config } = await loadConfig(undefined, root);
    return resolve(root, config.out ?? OUT, "suites");
  }
}

/** Something failed in it that no crowd accounts for. */
function failsByItself(module: TestModule): boolean {
  if (module.errors().length > 0) return true;
  const broken = [...module.children.allSuites()].some((suite) => suite.errors().length > 0);
  return (
    broken ||
    [...module.children.allTests("failed")].some((test) =>
      (test.meta().quintet ?? []).every(({ outcome }) => outcome === "pass"),
    )
  );
}
