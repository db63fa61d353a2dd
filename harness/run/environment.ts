import { arch, availableParallelism, cpus, release, totalmem, type } from "node:os";
import type { Environment } from "../history/environment.ts";
import { version } from "./version.ts";

/** Where this process runs. A limit of a container counts, where there is one. */
export function environment(): Environment {
  const limit = process.constrainedMemory();
  return {
    quintet: version,
    node: process.versions.node,
    os: `${type()} ${release()} ${arch()}`,
    cpu: cpus()[0]?.model.trim() || "unknown",
    cpus: availableParallelism(),
    memory: limit > 0 ? Math.min(limit, totalmem()) : totalmem(),
  };
}
