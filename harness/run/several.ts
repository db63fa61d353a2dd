import type { Exit, StartedTarget } from "../../fixtures/services/target.ts";

/** Targets that are one to whoever starts and stops them. */
export interface Several extends StartedTarget {
  /** Of each. */
  urls(): readonly string[];
}

/**
 * Starts as many as are asked for, side by side: all are up, or none is left.
 *
 * @throws as `start` does
 */
export async function startSeveral(
  count: number,
  start: (at: number) => Promise<StartedTarget>,
): Promise<Several> {
  const begun = await Promise.allSettled(Array.from({ length: count }, async (_, at) => start(at)));
  const all = begun.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const stop = async (): Promise<void> => {
    await Promise.all(all.map(async (one) => one.stop()));
  };
  const failed = begun.find((one) => one.status === "rejected");
  const [first] = all;
  if (failed !== undefined || first === undefined) {
    await stop();
    throw failed?.reason ?? new Error("nothing was to be started");
  }
  return {
    description: first.description,
    url: () => first.url(),
    urls: () => all.map((one) => one.url()),
    signal: async (name) => {
      await Promise.all(all.map(async (one) => one.signal(name)));
    },
    exited: Promise.race(all.map(async ({ exited }): Promise<Exit> => exited)),
    stop,
  };
}
