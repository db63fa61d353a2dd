import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { GenericContainer } from "testcontainers";
import { describe, expect, onTestFinished, test } from "vitest";
import { engineAnswers, findEngine } from "../fixtures/services/engine.ts";
import { buildImage, imageExists } from "../fixtures/services/image.ts";
import { EXECUTION_LABEL, OWNER_LABEL } from "../fixtures/services/labels.ts";
import { ownerLabel } from "../fixtures/services/owner.ts";
import { listContainers, removeLabelled } from "../fixtures/services/sweep.ts";
import { emptyFolder, quintet } from "./cli.ts";

/** `quintet clean` removes what the dead left, and nothing of the living. */

const required = Boolean(process.env["CI"]) || process.env["QUINTET_SERVICES"] === "container";
const skipped = !required && !(await engineAnswers());

/** An image that is built for a target, and from which nothing else is made. */
async function builtImage(): Promise<string> {
  const context = await emptyFolder();
  const dockerfile = "Dockerfile";
  await writeFile(join(context, "file"), randomUUID());
  await writeFile(join(context, dockerfile), "FROM quintet-base:local\nCOPY file /file\n");
  return await buildImage(await findEngine(), { context, dockerfile, buildArgs: {} });
}

/** Starts a container that waits, and returns how many there are of its execution. */
async function waiting(image: string, owner: string): Promise<() => Promise<number>> {
  const engine = await findEngine();
  const execution = randomUUID();
  const label = `${EXECUTION_LABEL}=${execution}`;
  onTestFinished(async () => void (await removeLabelled(engine, label)));
  await new GenericContainer(image)
    .withAutoCleanup(false)
    .withEntrypoint(["node", "-e", "setTimeout(() => {}, 60_000)"])
    .withLabels({ [EXECUTION_LABEL]: execution, [OWNER_LABEL]: owner })
    .start();
  return async () => (await listContainers(engine, label)).length;
}

describe.skipIf(skipped)(
  `quintet clean${skipped ? " (skipped: no container engine answers here)" : ""}`,
  () => {
    test("removes containers of the dead and images that nobody uses, and names them", async () => {
      const engine = await findEngine();
      const folder = await emptyFolder();
      const dead = spawn(process.execPath, ["-e", ""]);
      await once(dead, "exit");
      const [stale, used] = [await builtImage(), await builtImage()];
      const left = await waiting(stale, `${hostname()}/${dead.pid}/1`);
      const living = await waiting(used, ownerLabel());

      const { code, stdout } = await quintet(["clean"], folder);
      expect([code, stdout]).toEqual([0, expect.stringMatching(/^Removed:\n {2}container /)]);
      expect(stdout).toContain(`\n  image ${stale}`);
      expect(stdout).not.toContain(used);
      expect([await left(), await living()]).toEqual([0, 1]);
      expect([await imageExists(engine, stale), await imageExists(engine, used)]).toEqual([
        false,
        true,
      ]);

      const again = await quintet(["clean"], folder);
      expect([again.code, again.stdout]).toEqual([0, "Nothing was left behind.\n"]);
    });
  },
);

test("without a container engine it says so, and what to do", async () => {
  const { code, stdout, stderr } = await quintet(["clean"], await emptyFolder(), {
    DOCKER_HOST: "unix:///nowhere/engine.sock",
  });
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("No container engine answers at DOCKER_HOST");
});

test("without an engine, the hint is about what is to be cleaned, and not about a demo", async () => {
  const env = { DOCKER_HOST: "unix:///nowhere/docker.sock" };
  const { code, stdout, stderr } = await quintet(["clean"], await emptyFolder(), env);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("only while the engine runs can they be removed");
  expect(stderr).not.toContain("demo");
});
