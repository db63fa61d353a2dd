import { readFileSync } from "node:fs";
import { grouped, plural } from "../../reports/figures.ts";
import { findEngine } from "../../fixtures/services/engine.ts";
import { asHarnessError } from "../errors/harness-error.ts";
import { isOld, tooOld } from "../run/old-node.ts";
import type { Settings } from "../run/settings.ts";

/** One thing that was looked at. `fix` says what to do where it is not well. */
export interface Examination {
  readonly what: string;
  /** `note`: works without it, but not everything. */
  readonly state: "well" | "note" | "ill";
  readonly found: string;
  readonly fix: string | null;
}

/** What this machine offers, without the target. At most a few seconds. */
export async function examineMachine(
  crowd: Settings["crowd"] | null,
): Promise<readonly Examination[]> {
  return [node(), descriptors(crowd), await engine(), await containers()];
}

function node(): Examination {
  const { node: version } = process.versions;
  const enough = !isOld(version);
  return {
    what: "Node",
    state: enough ? "well" : "ill",
    found: `${version} on ${process.platform} ${process.arch}`,
    fix: enough ? null : tooOld(version),
  };
}

/** Sockets that a process may hold, where the system says so. */
function descriptors(crowd: Settings["crowd"] | null): Examination {
  const limit = descriptorLimit();
  const needed = crowd === null ? 0 : crowd.users * crowd.tabs + crowd.sentinels;
  const enough = limit === null || limit > needed + 100;
  return {
    what: "descriptors",
    state: enough ? "well" : "ill",
    found: `${limit === null ? "an unknown number" : grouped(limit)} allowed, ${plural(needed, "socket")} wanted`,
    fix: enough ? null : `Allow more: ulimit -n ${needed + 1_000}`,
  };
}

function descriptorLimit(): number | null {
  try {
    const line = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"));
    return line ? Number(line[1]) : null;
  } catch {
    return null;
  }
}

async function engine(): Promise<Examination> {
  try {
    const found = await findEngine();
    const where = "socketPath" in found ? found.socketPath : `${found.host}:${found.port}`;
    return { what: "containers", state: "well", found: `an engine answers at ${where}`, fix: null };
  } catch (thrown) {
    const { message, hint } = asHarnessError(thrown);
    return { what: "containers", state: "note", found: message, fix: hint };
  }
}

async function containers(): Promise<Examination> {
  const what = "testcontainers";
  try {
    await import("testcontainers");
    return { what, state: "well", found: "installed", fix: null };
  } catch {
    const fix = "Only container targets need it: npm install --save-dev testcontainers";
    return { what, state: "note", found: "not installed", fix };
  }
}
