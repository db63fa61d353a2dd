import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { engineAnswers, findEngine } from "../fixtures/services/engine.ts";
import { listContainers } from "../fixtures/services/sweep.ts";
import type { Verdict } from "../harness/verdict/verdict.ts";
import { emptyFolder, quintet } from "./cli.ts";

/** A server that is one of several services of a compose file. */

const ROOT = resolve(import.meta.dirname, "..");
const required = Boolean(process.env["CI"]) || process.env["QUINTET_SERVICES"] === "container";
const skipped = !required && !(await engineAnswers());

/** An agent, and what it depends on; both of the base image, with this checkout mounted. */
const FILE = `services:
  agent:
    image: quintet-base:local
    working_dir: /quintet
    command: ["node", "fixtures/reference-server/main.ts"]
    environment:
      HOST: 0.0.0.0
      PORT: "8080"
      QUINTET_MODE: five-events
    volumes: ["${ROOT}:/quintet:ro"]
    depends_on: [store]
  store:
    image: quintet-base:local
    command: ["node", "-e", "console.log('store is up'); setInterval(() => {}, 1000)"]
`;

interface Setting {
  readonly service?: string;
  readonly file?: string;
  readonly log?: string;
}

async function judged({ service = "agent", file = FILE, log = "^listening on " }: Setting) {
  const folder = await emptyFolder();
  const mark = randomUUID();
  await writeFile(join(folder, "compose.yaml"), file);
  const target = {
    compose: "compose.yaml",
    service,
    port: 8080,
    path: "/ws",
    env: { QUINTET_JWT_SECRET: `a secret of this test alone ${mark}` },
    ready: { log, timeout: "8s" },
  };
  const crowd = { users: 4, sentinels: 1, runsPerUser: 2 };
  await writeFile(join(folder, "quintet.config.json"), JSON.stringify({ target, crowd }));
  const { code, stdout } = await quintet(["run", "--json"], folder);
  return { code, verdict: JSON.parse(stdout) as Verdict, mark, all: stdout };
}

async function left(): Promise<readonly string[]> {
  const all = await listContainers(await findEngine(), "com.docker.compose.service=agent");
  return all.map(({ id }) => id);
}

describe.skipIf(skipped)(
  `compose files${skipped ? " (skipped: no container engine answers here)" : ""}`,
  () => {
    test("the named service is judged, and nothing of the project is left", async () => {
      const { code, verdict, mark, all } = await judged({});
      expect([code, verdict.outcome, verdict.error]).toEqual([0, "pass", null]);
      expect(verdict.target).toMatchObject({ kind: "container" });
      expect(verdict.envelope).toMatchObject({ users: 4, sentinels: 1, runs: 8, events: 40 });
      expect(all).not.toContain(mark);
      expect(await left()).toEqual([]);
    }, 120_000);

    test("a service that is not in it, and a file that is none, are told by name", async () => {
      const missing = await judged({ service: "agnet" });
      expect([missing.code, missing.verdict.error?.message]).toEqual([
        64,
        expect.stringMatching(/has no service agnet: it has (agent, store|store, agent)\./),
      ]);
      const broken = await judged({ file: "services: [" });
      expect([broken.code, broken.verdict.error?.code]).toEqual([64, "bad-config"]);
    }, 120_000);

    test("one that is never ready leaves nothing, and its last words are told", async () => {
      const late = await judged({ log: "^never said$" });
      expect([late.code, late.verdict.error?.code]).toEqual([2, "target-not-ready"]);
      expect(late.verdict.error?.message).toContain("listening on ");
      expect(await left()).toEqual([]);
    }, 120_000);
  },
);
