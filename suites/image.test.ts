import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { engineAnswers } from "../fixtures/services/engine.ts";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder } from "./cli.ts";

const execute = promisify(execFile);
const ROOT = resolve(import.meta.dirname, "..");

const required = Boolean(process.env["CI"]) || process.env["QUINTET_SERVICES"] === "container";
const skipped = !required && !(await engineAnswers());

describe.skipIf(skipped)(
  `the image of Quintet itself${skipped ? " (skipped: no container engine answers here)" : ""}`,
  () => {
    test("is built, and judges its own reference server without any network", async () => {
      await execute("npm", ["run", "--silent", "image"], { cwd: ROOT, timeout: 180_000 });
      const args = ["run", "--rm", "--network", "none", "quintet:local", "demo", "--json"];
      const { stdout } = await execute("docker", args, { timeout: 60_000, maxBuffer: 1e8 });
      const verdict = JSON.parse(stdout) as Verdict;
      expect([verdict.outcome, verdict.envelope.runs]).toEqual(["pass", 100]);
    }, 240_000);

    test("as the docs run it, it reads the config of a folder and leaves its report there", async () => {
      const page = await readFile(join(ROOT, "docs/gate.md"), "utf8");
      const [, command = ""] = /^(docker run .*)$/m.exec(page) ?? [];
      const folder = await emptyFolder();
      const config = { target: { url: "ws://127.0.0.1:9/ws" }, claims: { isolation: "claimed" } };
      await writeFile(join(folder, "quintet.config.json"), JSON.stringify(config));
      // Nothing listens in there: what matters is that the verdict says so, outside.
      await expect(execute("sh", ["-c", command], { cwd: folder })).rejects.toMatchObject({
        code: 2,
      });
      const report = await readFile(join(folder, "quintet-report/verdict.json"), "utf8");
      expect((JSON.parse(report) as Verdict).error?.code).toBe("refused");
    }, 60_000);
  },
);
