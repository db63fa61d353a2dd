import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { GenericContainer } from "testcontainers";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { askEngine } from "../fixtures/services/engine-api.ts";
import { engineAnswers, findEngine } from "../fixtures/services/engine.ts";
import { buildImage } from "../fixtures/services/image.ts";
import { EXECUTION_LABEL, OWNER_LABEL } from "../fixtures/services/labels.ts";
import { sweepStale } from "../fixtures/services/leftovers.ts";
import { ownerIsGone, ownerLabel } from "../fixtures/services/owner.ts";
import { referenceContainer } from "../fixtures/services/reference-target.ts";
import { listContainers, removeLabelled } from "../fixtures/services/sweep.ts";
import { startTarget, type ContainerSpec } from "../fixtures/services/target.ts";

const required = Boolean(process.env["CI"]) || process.env["QUINTET_SERVICES"] === "container";
const skipped = !required && !(await engineAnswers());
const env = { QUINTET_JWT_SECRET: "a-secret-of-this-test-and-of-no-other" };

describe.skipIf(skipped)(
  `containers${skipped ? " (skipped: no container engine answers here)" : ""}`,
  () => {
    test("the reference server runs in a container, its log is kept, and stopping leaves nothing", async () => {
      const logFile = join(await folder(), "target.log");
      const execution = randomUUID();
      const target = await startTarget(referenceContainer({ env }), { logFile, execution });
      onTestFinished(async () => target.stop());
      expect(await health(target.url())).toEqual({ status: "ok" });
      expect(target.description).toEqual({
        kind: "container",
        url: target.url(),
        engine: expect.stringMatching(/^engine \d+\./),
      });
      expect(await labelled(execution)).toHaveLength(1);

      await target.stop();
      expect(await target.exited).toEqual({ code: 0, signal: null });
      expect(await labelled(execution)).toEqual([]);
      expect(await readFile(logFile, "utf8")).toMatch(/^listening on .*\n[^]*"event":"drained"/);
    });

    test("a container that is killed tells its end", async () => {
      const target = await startTarget(referenceContainer({ env }), unlogged());
      onTestFinished(async () => target.stop());
      await target.signal("SIGKILL");
      expect(await target.exited).toEqual({ code: 137, signal: null });
    });

    test.each(["SIGKILL", "SIGINT"] as const)(
      "%s to whoever holds a container, and to its group: his watchdog leaves none",
      async (signal) => {
        const { group, execution, line } = await holder();
        expect(await line).toBe("ready");
        const watchdog = watchdogOf(group);
        process.kill(-group, signal);
        await ended(watchdog);
        expect(await labelled(execution)).toEqual([]);
      },
    );

    test("SIGKILL while a container is being made: the watchdog leaves none", async () => {
      const { group, execution } = await holder();
      while ((await labelled(execution)).length === 0) await delay(5);
      const watchdog = watchdogOf(group);
      process.kill(-group, "SIGKILL");
      await ended(watchdog);
      expect(await labelled(execution)).toEqual([]);
    });

    test("what a killed execution left is removed by the next, and the living keep theirs", async () => {
      const engine = await findEngine();
      const [stale, alive] = [randomUUID(), randomUUID()];
      const dead = spawn(process.execPath, ["-e", ""]);
      await once(dead, "exit");
      const image = await referenceImage();
      const make = async (execution: string, owner: string) => {
        onTestFinished(async () => void (await removeLabelled(engine, of(execution))));
        const labels = { [EXECUTION_LABEL]: execution, [OWNER_LABEL]: owner };
        await new GenericContainer(image)
          .withAutoCleanup(false)
          .withEnvironment(env)
          .withLabels(labels)
          .start();
      };
      await make(stale, `${hostname()}/${dead.pid}/1`);
      await make(alive, ownerLabel());
      const [left] = await labelled(stale);
      expect(await sweepStale(engine)).toContain(`container ${left?.name}`);
      expect([(await labelled(stale)).length, (await labelled(alive)).length]).toEqual([0, 1]);
    });

    test("a server that ends in its container: its exit code, and its last lines", async () => {
      const execution = randomUUID();
      const spec = referenceContainer({ env: { ...env, QUINTET_MODE: "nonsense" } });
      const error = await failure(spec, execution);
      expect([error.code, error.message]).toEqual([
        "target-exited",
        expect.stringMatching(
          /ended with exit code 64 before it was ready\.[^]*QUINTET_MODE must be/,
        ),
      ]);
      expect(await labelled(execution)).toEqual([]);
    });

    test("a server that is never ready leaves no container", async () => {
      const execution = randomUUID();
      const spec = { ...referenceContainer({ env }), ready: { http: "/nothing", timeout: 4_000 } };
      const error = await failure(spec, execution);
      expect([error.code, error.message]).toEqual([
        "target-not-ready",
        expect.stringMatching(/never 2xx from http:\/\/[^]*listening on/),
      ]);
      expect(await labelled(execution)).toEqual([]);
    });

    test("an image that cannot be had is named", async () => {
      const image = "127.0.0.1:9/no-such-image:1";
      const error = await failure({ kind: "container", image, port: 80 });
      expect([error.code, error.message]).toEqual([
        "image-missing",
        expect.stringContaining(`The image ${image} is not here and could not be pulled: `),
      ]);
    });

    test("a base image that cannot be had is named, before anything is built", async () => {
      const context = await folder();
      await writeFile(join(context, "Dockerfile"), "ARG BASE\nFROM ${BASE}\n");
      const buildArgs = { BASE: "127.0.0.1:9/no-such-base:1" };
      const error = await failure({
        kind: "container",
        context,
        dockerfile: "Dockerfile",
        buildArgs,
        port: 80,
      });
      expect([error.code, error.message]).toEqual([
        "image-missing",
        expect.stringContaining("The image 127.0.0.1:9/no-such-base:1 is not here"),
      ]);
    });

    test("a Dockerfile that does not build is an error, also where it built before", async () => {
      const context = await folder();
      const dockerfile = "Dockerfile";
      await writeFile(join(context, "file"), "");
      await writeFile(
        join(context, dockerfile),
        `FROM ${await referenceImage()}\nCOPY file /file\n`,
      );
      const engine = await findEngine();
      const build = { context, dockerfile, buildArgs: {} };
      const name = await buildImage(engine, build);
      onTestFinished(async () => void (await askEngine(engine, "DELETE", `/images/${name}`)));
      expect(await buildImage(engine, build)).toBe(name);
      await rm(join(context, "file"));
      await expect(buildImage(engine, build)).rejects.toMatchObject({
        code: "image-missing",
        message: `The image of ${join(context, dockerfile)} could not be built.`,
      });
    });
  },
);

test("a container without an engine is an error, and never another engine or a process", async () => {
  vi.stubEnv("DOCKER_HOST", "unix:///nowhere/engine.sock");
  onTestFinished(() => void vi.unstubAllEnvs());
  const error = await failure(referenceContainer({ env }));
  expect([error.code, error.message]).toEqual([
    "no-engine",
    "No container engine answers at DOCKER_HOST unix:///nowhere/engine.sock.",
  ]);
});

function of(execution: string): string {
  return `${EXECUTION_LABEL}=${execution}`;
}

async function labelled(execution: string) {
  return listContainers(await findEngine(), of(execution));
}

function unlogged(execution: string = randomUUID()) {
  return { logFile: null, execution };
}

async function failure(
  spec: ContainerSpec,
  execution?: string,
): Promise<{ code: string; message: string }> {
  return startTarget(spec, unlogged(execution)).then(
    async (target) => {
      await target.stop();
      throw new Error("it started");
    },
    (error: { code: string; message: string }) => error,
  );
}

async function health(websocket: string): Promise<unknown> {
  return (await fetch(new URL("/health", websocket.replace("ws:", "http:")))).json();
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "quintet-suite-"));
  onTestFinished(async () => rm(path, { recursive: true, force: true }));
  return path;
}

/** The reference server's image, built if need be. */
async function referenceImage(): Promise<string> {
  const engine = await findEngine();
  await using build = await referenceContainer().prepare?.(engine);
  if (!build) throw new Error("the reference container prepares no build");
  return await buildImage(engine, build);
}

/** A process in a group of its own that starts a container, says "ready", and holds it. */
async function holder(): Promise<{ group: number; execution: string; line: Promise<string> }> {
  const execution = randomUUID();
  const target = import.meta.resolve("../fixtures/services/target.ts");
  const reference = import.meta.resolve("../fixtures/services/reference-target.ts");
  const code = `
    const { startTarget } = await import(${JSON.stringify(target)});
    const { referenceContainer } = await import(${JSON.stringify(reference)});
    const spec = referenceContainer({ env: ${JSON.stringify(env)} });
    await startTarget(spec, { logFile: null, execution: ${JSON.stringify(execution)} });
    console.log("ready");
    setInterval(() => {}, 1000);
  `;
  const child: ChildProcess = spawn(process.execPath, ["--input-type=module", "-e", code], {
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child, "spawn");
  const { pid: group = 0, stdout } = child;
  onTestFinished(() => void (child.exitCode === null && child.kill("SIGKILL")));
  const line = new Promise<string>((resolve) => {
    if (stdout)
      createInterface(stdout)
        .once("line", resolve)
        .once("close", () => resolve("ended"));
  });
  return { group, execution, line };
}

/** Process id of the watchdog that this process has started. */
function watchdogOf(owner: number): number {
  const processes = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" });
  for (const line of processes.split("\n")) {
    const [pid, parent, ...args] = line.trim().split(/\s+/);
    if (Number(parent) === owner && args.some((one) => /watchdog\.[jt]s$/.test(one))) {
      return Number(pid);
    }
  }
  throw new Error(`process ${owner} has no watchdog`);
}

async function ended(pid: number): Promise<void> {
  while (!ownerIsGone(`${hostname()}/${pid}/`)) await delay(50);
}
