import { chmod, cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { writeAccounts } from "./accounts-file.ts";
import { emptyFolder, quintet } from "./cli.ts";
import { PLAIN, server, SHARDS } from "./sharded.ts";
import { shell, shims } from "./shell.ts";

/** What the templates for engines and forges tell a machine to do is done here, by processes beside each other. */

const CI = resolve(import.meta.dirname, "../ci");

/** Seconds in which four processes come up and connect, also on a busy machine. */
const AHEAD = 12;

const CROWD = "--users 12 --sentinels 4 --connect-rate 100 --linger 5s --patience 5s";

const WHOLE = {
  outcome: "pass",
  findings: [],
  envelope: { users: 12, sentinels: 4, runs: 24, peakConnections: 16 },
};

interface Site {
  readonly folder: string;
  readonly url: string;
  readonly accounts: string;
}

/** A server, and the accounts that it takes. */
async function site(stack: AsyncDisposableStack): Promise<Site> {
  const folder = await emptyFolder();
  const target = stack.use(await server(PLAIN));
  const accounts = join(folder, "accounts.ndjson");
  await writeAccounts(accounts, 16, target.secret());
  return { folder, url: target.url(), accounts };
}

async function verdictIn(...path: readonly string[]): Promise<Verdict> {
  return JSON.parse(await readFile(join(...path, "verdict.json"), "utf8")) as Verdict;
}

function soon(): string {
  return new Date(Date.now() + AHEAD * 1_000).toISOString();
}

interface Container {
  readonly args: readonly string[];
  readonly envFrom: readonly unknown[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

interface KubernetesJob {
  readonly kind: string;
  readonly spec: {
    readonly completionMode?: string;
    readonly completions?: number;
    readonly parallelism?: number;
    readonly backoffLimit?: number;
    readonly backoffLimitPerIndex?: number;
    readonly template: {
      readonly spec: {
        readonly restartPolicy: string;
        readonly containers: readonly Container[];
        readonly volumes: readonly { readonly name: string }[];
      };
    };
  };
}

async function kubernetesJob(name: string): Promise<KubernetesJob> {
  const documents = parseAllDocuments(await readFile(join(CI, "kubernetes", name), "utf8"));
  const values = documents.map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as KubernetesJob;
  });
  const [job] = values.filter(({ kind }) => kind === "Job");
  if (job === undefined) throw new Error(`there is no job in ${name}`);
  return job;
}

/** Performs the only container of a pod, its volumes being folders. */
async function pod(
  { spec }: KubernetesJob,
  env: Readonly<Record<string, string>>,
  { folder }: Site,
): Promise<number> {
  const [container] = spec.template.spec.containers;
  if (container === undefined) throw new Error("a pod without a container");
  const volumes = new Set(spec.template.spec.volumes.map(({ name }) => name));
  expect(container.volumeMounts.every(({ name }) => volumes.has(name))).toBe(true);
  const args = container.args.map((arg) =>
    arg
      .replace(/\$\((\w+)\)/g, (_, name: string) => {
        const value = env[name];
        if (value === undefined) throw new Error(`nobody sets ${name}`);
        return value;
      })
      .replace(/^\/(shards|accounts)\b/, (mount) => {
        expect(container.volumeMounts.map(({ mountPath }) => mountPath)).toContain(mount);
        return mount === "/accounts" ? folder : join(folder, "shards");
      }),
  );
  return (await quintet(args, folder, env)).code;
}

test("the Indexed Job of Kubernetes, and the job that merges", async () => {
  await using held = new AsyncDisposableStack();
  const here = await site(held);
  const [shards, merging] = [await kubernetesJob("shards.yaml"), await kubernetesJob("merge.yaml")];
  expect(shards.spec).toMatchObject({
    completionMode: "Indexed",
    completions: SHARDS.length,
    parallelism: SHARDS.length,
    backoffLimitPerIndex: 0,
    template: { spec: { restartPolicy: "Never" } },
  });
  expect(merging.spec).toMatchObject({
    backoffLimit: 0,
    template: { spec: { restartPolicy: "Never" } },
  });
  const common = {
    QUINTET_URL: here.url,
    QUINTET_USERS: "12",
    QUINTET_SENTINELS: "4",
    QUINTET_CONNECT_RATE: "100",
    QUINTET_LINGER: "5s",
    QUINTET_PATIENCE: "5s",
    QUINTET_SEED: "s",
    QUINTET_NONCE: "kubernetes",
    QUINTET_START_AT: soon(),
  };
  const codes = SHARDS.map((index) =>
    pod(shards, { ...common, JOB_COMPLETION_INDEX: String(index) }, here),
  );
  expect(await Promise.all(codes)).toEqual([0, 0, 0, 0]);
  expect(await pod(merging, common, here)).toBe(0);
  expect(await verdictIn(here.folder, "shards/kubernetes/merged")).toMatchObject(WHOLE);
});

/** Writes down what it is asked, and says that jobs ended so. */
const KUBECTL = `#!/bin/sh
echo "$*" >> calls
case "$1 $3" in
  "get quintet-merge") printf 'FailureTarget %s ' "$OUTCOME" ;;
  "get quintet-shards") echo Complete ;;
  "apply "*) [ "$3" != - ] || cat > /dev/null ;;
esac
`;

test.for([
  ["Complete", 0],
  ["Failed", 1],
] as const)("run.sh of Kubernetes: where the merge is %s it exits %i", async ([outcome, code]) => {
  const folder = await emptyFolder();
  await cp(join(CI, "kubernetes"), folder, { recursive: true });
  const bin = await shims(folder);
  await writeFile(join(bin, "kubectl"), KUBECTL);
  await chmod(join(bin, "kubectl"), 0o755);
  const env = { OUTCOME: outcome, NONCE: "n", AHEAD: "60" };
  const ended = await shell("bash run.sh QUINTET_URL=ws://a/ws QUINTET_USERS=9", folder, {
    bin,
    env,
  });
  expect(ended).toEqual({ code, stderr: "" });
  const calls = await readFile(join(folder, "calls"), "utf8");
  expect(calls.split("\n").map((line) => line.replace(/ --output .*/, ""))).toEqual([
    "delete job quintet-shards quintet-merge --ignore-not-found --wait",
    expect.stringMatching(/^(?:create configmap quintet-execution --dry-run=client|apply -f -)/),
    expect.stringMatching(/^(?:create configmap quintet-execution --dry-run=client|apply -f -)/),
    "apply -f shards.yaml",
    "get job quintet-shards",
    "apply -f merge.yaml",
    "get job quintet-merge",
    "logs job/quintet-merge",
    "",
  ]);
  expect(calls).toMatch(
    /QUINTET_SEED=n --from-literal QUINTET_NONCE=n --from-literal QUINTET_START_AT=\S+Z --from-literal=QUINTET_URL=ws:\/\/a\/ws --from-literal=QUINTET_USERS=9$/m,
  );
});

interface GitLabJob {
  readonly script: readonly string[];
  readonly parallel?: number;
}

test("the jobs of GitLab", async () => {
  await using held = new AsyncDisposableStack();
  const { folder, url, accounts } = await site(held);
  const bin = await shims(folder);
  const file = parse(await readFile(join(CI, "quintet-shards.gitlab-ci.yml"), "utf8")) as {
    readonly variables: Readonly<Record<string, string>>;
    readonly "quintet-plan": GitLabJob;
    readonly "quintet-shard": GitLabJob;
    readonly "quintet-merge": GitLabJob;
  };
  const common = {
    ...file.variables,
    QUINTET_ARGUMENTS: `--url ${url} ${CROWD}`,
    QUINTET_AHEAD: String(AHEAD),
    QUINTET_ACCOUNTS_FILE: accounts,
    CI_PIPELINE_ID: "1",
    CI_JOB_ID: "2",
  };
  const job = async ({ script }: GitLabJob, env: Readonly<Record<string, string>>) =>
    (await shell(["set -e", ...script].join("\n"), folder, { bin, env })).code;
  expect(await job(file["quintet-plan"], common)).toBe(0);
  const plan = (await readFile(join(folder, "plan.env"), "utf8")).trim().split("\n");
  const planned = { ...common, ...Object.fromEntries(plan.map((line) => line.split("="))) };
  const count = file["quintet-shard"].parallel ?? 0;
  const codes = Array.from({ length: count }, async (_, at) =>
    job(file["quintet-shard"], {
      ...planned,
      CI_NODE_INDEX: String(at + 1),
      CI_NODE_TOTAL: String(count),
    }),
  );
  expect(await Promise.all(codes)).toEqual([0, 0, 0, 0]);
  expect(await job(file["quintet-merge"], common)).toBe(0);
  expect(await verdictIn(folder, "quintet-report")).toMatchObject(WHOLE);
});

interface GitHubStep {
  readonly run?: string;
  readonly uses?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}

interface GitHubJob {
  readonly env?: Readonly<Record<string, string>>;
  readonly strategy?: {
    readonly "fail-fast": boolean;
    readonly matrix: { readonly shard: readonly number[] };
  };
  readonly steps: readonly GitHubStep[];
}

test("the workflow of GitHub", async () => {
  await using held = new AsyncDisposableStack();
  const { folder, url, accounts } = await site(held);
  const bin = await shims(folder);
  const { jobs } = parse(await readFile(join(CI, "quintet-shards.github.yml"), "utf8")) as {
    readonly jobs: Readonly<Record<"plan" | "shard" | "merge", GitHubJob>>;
  };
  const known: Record<string, string> = {
    "github.run_id": "1",
    "github.run_attempt": "1",
    "secrets.QUINTET_ACCOUNTS": await readFile(accounts, "utf8"),
  };
  /** Runs the steps that are commands, one after another. */
  const job = async (
    { env = {}, steps }: GitHubJob,
    place: string,
    matrix: Readonly<Record<string, string>> = {},
  ): Promise<readonly (number | null)[]> => {
    await mkdir(place, { recursive: true });
    const filled = (text: string): string =>
      text.replace(/\$\{\{ ([\w.-]+) \}\}/g, (_, name: string) => {
        const value = { ...known, ...matrix }[name];
        if (value === undefined) throw new Error(`nobody sets ${name}`);
        return value;
      });
    const all = (given: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(given).map(([name, value]) => [name, filled(value)]));
    const codes: (number | null)[] = [];
    for (const step of steps) {
      if (step.run === undefined) continue;
      const ended = await shell(filled(step.run), place, {
        bin,
        env: {
          QUINTET_ARGUMENTS: `--url ${url} ${CROWD}`,
          QUINTET_AHEAD: String(AHEAD),
          GITHUB_OUTPUT: join(folder, "output"),
          ...all(env),
          ...all(step.env ?? {}),
        },
      });
      codes.push(ended.code);
    }
    return codes;
  };
  const stepOf = ({ steps }: GitHubJob, action: string): Readonly<Record<string, string>> =>
    steps.find(({ uses }) => uses?.startsWith(`actions/${action}@`))?.with ?? {};

  expect(await job(jobs.plan, join(folder, "plan"))).toEqual([0]);
  const [, startAt = ""] = (await readFile(join(folder, "output"), "utf8")).trim().split("=");
  known["needs.plan.outputs.start-at"] = startAt;
  const { strategy } = jobs.shard;
  expect(strategy?.["fail-fast"]).toBe(false);
  const shards = (strategy?.matrix.shard ?? []).map(String);
  const codes = shards.map((shard) =>
    job(jobs.shard, join(folder, shard), { "matrix.shard": shard }),
  );
  expect(await Promise.all(codes)).toEqual(SHARDS.map(() => [0, 0, 0]));

  const [up, down] = [
    stepOf(jobs.shard, "upload-artifact"),
    stepOf(jobs.merge, "download-artifact"),
  ];
  const merging = join(folder, "merge");
  for (const shard of shards) {
    const name = `${up["name"]}`.replace("${{ matrix.shard }}", shard);
    expect(name.startsWith(`${down["pattern"]}`.replace("*", ""))).toBe(true);
    const kept = join(folder, shard, `${up["path"]}`);
    await cp(kept, join(merging, `${down["path"]}`, name), { recursive: true });
  }
  expect(await job(jobs.merge, merging)).toEqual([0, 0]);
  expect(await verdictIn(merging, "quintet-report")).toMatchObject(WHOLE);
});
