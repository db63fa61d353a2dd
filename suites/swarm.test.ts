import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { engineAnswers, findEngine } from "../fixtures/services/engine.ts";
import { buildImage } from "../fixtures/services/image.ts";
import { referenceContainer } from "../fixtures/services/reference-target.ts";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { writeAccounts } from "./accounts-file.ts";
import { emptyFolder } from "./cli.ts";
import { docker, joinSwarm, overlayNetwork, serve, volume } from "./docker-swarm.ts";

const execute = promisify(execFile);
const ROOT = resolve(import.meta.dirname, "..");
const SCRIPT = join(ROOT, "ci/swarm/run.sh");

const SECRET = "a-secret-of-this-test-and-of-no-other";
const USERS = 12;
const SENTINELS = 4;

const required = Boolean(process.env["CI"]) || process.env["QUINTET_SERVICES"] === "container";
const skipped = !required && !(await engineAnswers());

interface Told {
  readonly code: number;
  readonly stderr: string;
  readonly verdict: Verdict;
}

/** Four shards as tasks of a swarm against one server, then one verdict. All that was made is gone afterwards. */
async function swarmed(env: Readonly<Record<string, string>>): Promise<Told> {
  const id = `quintet-suite-${randomBytes(6).toString("hex")}`;
  const image = await serverImage();
  await using held = new AsyncDisposableStack();
  held.use(await joinSwarm());
  held.use(volume(id));
  held.use(await overlayNetwork(id));
  const secret = { QUINTET_JWT_SECRET: SECRET, QUINTET_DELAY_MS: "300", QUINTET_SEED: "s" };
  held.use(await serve(id, id, { image, env: { ...secret, ...env } }));
  const mount = `type=volume,source=${id},target=/shards`;
  const ended = await shards(`ws://${id}:8080/ws`, {
    NONCE: id,
    NETWORK: id,
    MOUNT: mount,
    ACCOUNTS: await accountsFile(),
  });
  const report = ["report", `/shards/${id}/merged`, "--format", "json", "--out", "-"];
  const told = await docker("run", "--rm", "--mount", mount, "quintet:local", ...report);
  return { ...ended, verdict: JSON.parse(told) as Verdict };
}

async function shards(
  url: string,
  env: Readonly<Record<string, string>>,
): Promise<{ code: number; stderr: string }> {
  const crowd = `--url ${url} --users ${USERS} --sentinels ${SENTINELS} --runs-per-user 2`;
  const pace = "--connect-rate 100 --linger 4s --patience 5s --seed swarm";
  return await new Promise((settle) => {
    const child = execFile(
      "bash",
      [SCRIPT, ...crowd.split(" "), ...pace.split(" ")],
      { env: { ...process.env, SHARDS: "4", AHEAD: "20", TIMEOUT: "100", ...env } },
      (_error, _stdout, stderr) => settle({ code: child.exitCode ?? -1, stderr }),
    );
  });
}

async function accountsFile(): Promise<string> {
  const path = join(await emptyFolder(), "accounts.ndjson");
  await writeAccounts(path, USERS + SENTINELS, SECRET);
  return path;
}

async function serverImage(): Promise<string> {
  const engine = await findEngine();
  await using build = await referenceContainer().prepare?.(engine);
  if (!build) throw new Error("the reference container prepares no build");
  return await buildImage(engine, build);
}

describe.skipIf(skipped)(
  `four shards in a Docker Swarm${skipped ? " (skipped: no container engine answers here)" : ""}`,
  () => {
    test("come to one verdict on a right server and on a leaking one, and leave nothing", async () => {
      await execute("npm", ["run", "--silent", "image"], { cwd: ROOT, timeout: 180_000 });
      const before = await inventory();

      const right = await swarmed({});
      expect(right).toMatchObject({
        code: 0,
        stderr: expect.stringMatching(/part 1 of 4[^]*part 4 of 4|part 4 of 4[^]*part 1 of 4/),
        verdict: {
          outcome: "pass",
          findings: [],
          envelope: { users: USERS, sentinels: SENTINELS, runs: 24, peakConnections: 16 },
        },
      });

      const fault = { id: "misroute", seed: "swarm", linger: 1_000, pause: 200 };
      const leaking = await swarmed({ QUINTET_VARIANT: JSON.stringify(fault) });
      expect([leaking.code, leaking.verdict.outcome]).toEqual([1, "fail"]);
      const { findings } = leaking.verdict;
      expect(new Set(findings.map(({ guarantee }) => guarantee))).toEqual(new Set(["isolation"]));
      // Between users of different tasks, or this would show nothing about shards.
      expect(findings.some(({ user, victim }) => shardOf(user) !== shardOf(victim))).toBe(true);

      expect(await inventory()).toEqual(before);
    }, 400_000);
  },
);

/** Which of the four shards a user of these accounts is in. */
function shardOf(user: string | null): number {
  return Number(/^user-(\d+)$/.exec(user ?? "")?.[1]) % 4;
}

/** What an execution in a swarm may leave behind on an engine. */
async function inventory(): Promise<Readonly<Record<string, string>>> {
  return {
    swarm: await docker("info", "--format", "{{.Swarm.LocalNodeState}}"),
    networks: await docker("network", "ls", "--filter", "name=quintet-suite-", "--quiet"),
    volumes: await docker("volume", "ls", "--filter", "name=quintet-suite-", "--quiet"),
    containers: await docker("ps", "--all", "--filter", "name=quintet-suite-", "--quiet"),
  };
}
