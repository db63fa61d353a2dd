import type { CrowdConfig } from "./config.ts";

/**
 * One crowd laid over another, key by key. How many runs and for how long exclude each other: what is laid over
 * takes the place of the other.
 */
export function layCrowd(under: CrowdConfig, over: CrowdConfig): CrowdConfig {
  const { runsPerUser, duration, ...rest } = under;
  const bounded = over.runsPerUser !== undefined || over.duration !== undefined;
  const bound = {
    ...(runsPerUser !== undefined && { runsPerUser }),
    ...(duration !== undefined && { duration }),
  };
  return { ...rest, ...(!bounded && bound), ...over };
}
