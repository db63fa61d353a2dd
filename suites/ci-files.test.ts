import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, dirname, join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ciJob, type Forge, FORGES } from "../harness/rehearsal/ci-job.ts";
import { emptyFolder, type Ended } from "./cli.ts";
import { type Bug, startForeignServer } from "./foreign-server.ts";
import { shims } from "./shell.ts";

/**
 * What a forge would run of action.yml, of the GitLab template and of the jobs that `init` writes: their own scripts,
 * in the shell that the forge takes, with its variables.
 */

const ROOT = resolve(import.meta.dirname, "..");
const MAIN = join(ROOT, "harness/cli/main.ts");
const CLAIMS = { isolation: "claimed", completeness: "claimed" };

const file = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** The lines below `key: |`, or the text behind `key:`; the last that there is. */
function scriptOf(yaml: string, key: "run" | "script", holds: string): string {
  const block = /^( *)(?:- )?KEY: \|\n((?:\1 +.*\n|\n)*)/.source.replace("KEY", key);
  const line = `^ *(?:- )?${key}: (?!\\|)(.+)$`;
  const list = `^ *${key}:\\n((?: +- .+\\n)+)`;
  const texts = [
    ...[...yaml.matchAll(new RegExp(block, "gm"))].map((match) => match[2] ?? ""),
    ...[...yaml.matchAll(new RegExp(line, "gm"))].map((match) => match[1] ?? ""),
    ...[...yaml.matchAll(new RegExp(list, "gm"))].map((match) =>
      (match[1] ?? "").replaceAll(/^ +- /gm, ""),
    ),
  ];
  const found = texts.findLast((text) => text.includes(holds));
  if (found === undefined) throw new Error(`no ${key} with ${holds}`);
  return found;
}

interface Job extends Ended {
  readonly folder: string;
}

/** What an earlier execution left, which is nobody's verdict any more. */
const EARLIER = { "verdict.json": '{"outcome":"pass"}', "junit.xml": "<earlier/>" };

/** Runs a job's script beside a config and an earlier report, with a `npx quintet` that is this repository's. */
async function job(
  script: string,
  { bug, env = {} }: { bug?: Bug; env?: Readonly<Record<string, string>> } = {},
): Promise<Job> {
  const folder = await emptyFolder();
  await mkdir(join(folder, "quintet-report"));
  for (const [name, text] of Object.entries(EARLIER))
    await writeFile(join(folder, "quintet-report", name), text);
  const server = await startForeignServer({ optional: true, ...(bug && { bug }) });
  onTestFinished(() => server.close());
  const config = {
    target: { url: server.url },
    claims: CLAIMS,
    crowd: { connectRate: 100 },
    linger: "200ms",
  };
  await writeFile(join(folder, "quintet.config.json"), JSON.stringify(config));
  const bin = await shims(folder);
  const PATH = [bin, dirname(process.execPath), process.env["PATH"]].join(delimiter);
  // As GitHub starts bash for a step.
  const args = ["--noprofile", "--norc", "-eo", "pipefail", "-c", script];
  return await new Promise((settle) => {
    const child = execFile(
      "bash",
      args,
      { cwd: folder, env: { ...process.env, ...env, PATH, NO_COLOR: "1" }, timeout: 60_000 },
      (_error, stdout, stderr) => settle({ folder, code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

/** A folder in which the action stands with a build that is the sources. */
async function actionFolder(): Promise<string> {
  const folder = await emptyFolder();
  const bin = join(folder, "dist/harness/cli");
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, "main.js"), `import(${JSON.stringify(MAIN)});`);
  return folder;
}

test.for([
  ["a right server", undefined, 0, "pass"],
  ["a server that leaks", "leak", 1, "fail"],
] as const)("the GitHub action: %s", async ([, bug, exit, outcome]) => {
  const place = await emptyFolder();
  const [output, summary] = [join(place, "output"), join(place, "summary")];
  const env = {
    CONFIG: "",
    ARGUMENTS: "--users 5 --runs-per-user 2",
    GITHUB_ACTIONS: "true",
    GITHUB_ACTION_PATH: await actionFolder(),
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    QUINTET_OUT: "quintet-report",
  };
  const script = scriptOf(file("action.yml"), "run", "gate");
  const ended = await job(script, { ...(bug && { bug }), env });
  expect([ended.code, await readFile(output, "utf8")]).toEqual([exit, `outcome=${outcome}\n`]);
  expect(await readFile(summary, "utf8")).toContain(`# Quintet: ${outcome.toUpperCase()}`);
  const annotations = ended.stdout.split("\n").filter((line) => line.startsWith("::error "));
  expect(annotations.length > 0).toBe(outcome === "fail");
  expect(await readdir(join(ended.folder, "quintet-report"))).toContain("junit.xml");
});

test("the GitHub action takes a config, and says unknown where there is no verdict", async () => {
  const output = join(await emptyFolder(), "output");
  const env = {
    CONFIG: "elsewhere.config.json",
    ARGUMENTS: "",
    GITHUB_ACTION_PATH: await actionFolder(),
    GITHUB_OUTPUT: output,
  };
  const ended = await job(scriptOf(file("action.yml"), "run", "gate"), { env });
  expect([ended.code, await readFile(output, "utf8")]).toEqual([64, "outcome=unknown\n"]);
  expect(ended.stderr).toContain("elsewhere.config.json");
  expect(await readdir(join(ended.folder, "quintet-report"))).toEqual([]);
});

test("each input of the GitHub action reaches its script, and each artefact is one that there is", () => {
  const action = file("action.yml");
  const inputs = [...action.matchAll(/^ {2}([\w-]+):\n {4}description/gm)].map(([, name]) => name);
  expect(inputs).toEqual(["config", "arguments", "working-directory", "artifact", "outcome"]);
  for (const name of inputs.slice(0, -1)) expect(action).toContain(`\${{ inputs.${name} }}`);
  expect(action).toContain("/quintet-report/");
});

const JOBS: readonly (readonly [string, string])[] = [
  ["the GitLab template", file("ci/quintet.gitlab-ci.yml")],
  ...FORGES.flatMap((forge: Forge) =>
    ["wss://staging.example.com/ws", "ws://127.0.0.1:8080/ws"].flatMap((url) =>
      [false, true].map(
        (secretive) =>
          [
            `init's job for ${forge} and ${url}${secretive ? ", a secret" : ""}`,
            ciJob(forge, { url, secretive }).text,
          ] as const,
      ),
    ),
  ),
];

test.for(JOBS)(
  "%s stops a deployment that is no pass, and leaves its artefacts",
  async ([, yaml]) => {
    const key = yaml.includes("steps:") ? "run" : "script";
    const script = scriptOf(yaml, key, "gate");
    const right = await job(script);
    expect([right.code, right.stdout]).toEqual([0, expect.stringContaining("PASS")]);
    const wrong = await job(script, { bug: "leak" });
    expect([wrong.code, wrong.stdout]).toEqual([1, expect.stringContaining("FAIL")]);
    expect(yaml).toContain("quintet-report/");
    // Nobody else's package is run in our name.
    expect(yaml.indexOf("npm ci")).toBeGreaterThan(0);
    expect(yaml.indexOf("npm ci")).toBeLessThan(yaml.indexOf("npx --no quintet"));
    expect(yaml).not.toMatch(/npx (?!--no quintet)/);
    for (const [path = ""] of yaml.matchAll(/quintet-report\/\w+\.\w+/g)) {
      expect(await readFile(join(wrong.folder, path), "utf8")).not.toBe("");
    }
  },
);
