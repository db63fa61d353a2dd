import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { engineAnswers } from "../fixtures/services/engine.ts";
import type { Verdict } from "../harness/verdict/verdict.ts";

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
  },
);
