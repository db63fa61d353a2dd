import { execFile } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** What Docker prints, without the last line feed. */
export async function docker(...args: readonly string[]): Promise<string> {
  const { stdout } = await execute("docker", args, { timeout: 60_000, maxBuffer: 1e8 });
  return stdout.trim();
}

/** Network that a swarm makes, and leaves behind, on a machine that had none. */
const GATEWAY = "docker_gwbridge";

/** Makes this machine a swarm where it is none. What was there is left as it is. */
export async function joinSwarm(): Promise<AsyncDisposable> {
  const state = await docker("info", "--format", "{{.Swarm.LocalNodeState}}");
  if (state !== "inactive") return { [Symbol.asyncDispose]: async () => {} };
  const networks = await docker("network", "ls", "--format", "{{.Name}}");
  await docker("swarm", "init", "--advertise-addr", "127.0.0.1");
  return {
    async [Symbol.asyncDispose]() {
      await docker("swarm", "leave", "--force");
      if (!networks.split("\n").includes(GATEWAY)) await docker("network", "rm", GATEWAY);
    },
  };
}

/** A network that tasks and containers share. */
export async function overlayNetwork(name: string): Promise<AsyncDisposable> {
  await docker("network", "create", "--driver", "overlay", "--attachable", name);
  return { [Symbol.asyncDispose]: async () => gone("network", name) };
}

/** A volume that whoever mounts it first makes. */
export function volume(name: string): AsyncDisposable {
  return { [Symbol.asyncDispose]: async () => gone("volume", name) };
}

/** A container that serves on the network under its own name. */
export async function serve(
  name: string,
  network: string,
  { image, env }: { readonly image: string; readonly env: Readonly<Record<string, string>> },
): Promise<AsyncDisposable> {
  const variables = Object.entries(env).flatMap(([key, value]) => ["--env", `${key}=${value}`]);
  await docker("run", "--detach", "--name", name, "--network", network, ...variables, image);
  return { [Symbol.asyncDispose]: async () => void (await docker("rm", "--force", name)) };
}

/** Tasks that are being shut down hold a network or a volume a moment longer. */
async function gone(kind: "network" | "volume", name: string): Promise<void> {
  for (let left = 100; ; left -= 1) {
    try {
      await docker(kind, "rm", name);
      return;
    } catch (error) {
      if (left === 0) throw error;
      await delay(200);
    }
  }
}
